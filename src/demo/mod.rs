//! The demo city: a month of real steps, through the real door, with invented residents who
//! read and answer on a stand-in phone.
//!
//! ```text
//! people.csv, steps/*.csv ─▶ said (events of a moment) ─▶ door (HTTP) ─▶ the service
//!                            clock moves on ─▶ tick ─▶ LINE and SMS ─▶ phone ─▶ answers
//! demo/doors/* ─▶ documents ─▶ the doors for NGSI, FHIR and files, on the last day
//! the database ─▶ summary, and what followed from the documents ─▶ phone
//! ```
//!
//! Nothing in it is left to chance: the same day tells the same story.

mod answers;
mod calendar;
mod documents;
mod door;
mod people;
mod progress;
mod replay;
mod said;
mod steps;
mod summary;

pub use door::Taken;
pub use summary::Summary;

use crate::host::Clock;
use crate::native::{DATABASE, Native};
use crate::phone::{self, Arrival, Phone, PhoneError};
use crate::service::{Service, Settings};
use anyhow::{Context, bail};
use calendar::Calendar;
use chrono::{DateTime, Utc};
use documents::Brought;
use domain::time::{QuietHours, parse_clock};
use domain::{Day, Zone};
use people::Person;
use said::World;
use std::collections::BTreeMap;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;
use steps::Steps;

/// The demo's people, their phones and their time.
pub struct Demo {
    phone: Phone,
    clock: Clock,
    calendar: Calendar,
    people: Vec<Person>,
    steps: Steps,
    root: PathBuf,
    state: PathBuf,
}

impl Demo {
    /// The city that it plays.
    pub const CITY: &str = door::CITY;

    /// Starts the phone and points the settings at it and at the demo's own time. The month
    /// ends yesterday.
    ///
    /// # Errors
    /// Data that is not there, or a state folder that holds a database already.
    pub async fn start(root: &Path, settings: &mut Settings) -> anyhow::Result<Self> {
        Self::start_before(root, settings, Calendar::today(Clock::real().now())).await
    }

    /// The same, with another day as today.
    ///
    /// # Errors
    /// As [`Self::start`].
    pub async fn start_before(root: &Path, settings: &mut Settings, today: Day) -> anyhow::Result<Self> {
        let state = settings.state.clone();
        if state.join(DATABASE).exists() {
            bail!("`{}` holds a database already; the demo needs a new folder with --state", state.display());
        }
        let people = people::read(root)?;
        let steps = Steps::read(root)?;
        let calendar = Calendar::before(today);
        let clock = Clock::virtual_at(published(&settings.campaigns, calendar.at(0, "7:00")));
        let secrets = secrets(settings.listen)?;
        let phone = start_phone(settings.listen, &clock, &people, &secrets, today).await?;
        settings.clock = clock.clone();
        settings.tick_every = None;
        let base = format!("http://{}", phone.addr());
        settings.variables.extend(secrets);
        settings.variables.insert("line_api_base".to_owned(), base.clone());
        settings.variables.insert("line_access_base".to_owned(), base.clone());
        settings.variables.insert("sms_api_base".to_owned(), base);
        settings.redirect.insert("/".to_owned(), "/phone".to_owned());
        settings.redirect.insert("/phone".to_owned(), phone.url());
        Ok(Self { phone, clock, calendar, people, steps, root: root.to_owned(), state })
    }

    /// Replays the month, a day in `pace` unless the work takes longer, and says what came of it.
    ///
    /// # Errors
    /// A service that does not do its work.
    pub async fn replay(&self, service: &Service, pace: Duration) -> anyhow::Result<Summary> {
        self.phone.set_webhook_base(&service.base_url())?;
        let (taken, arrivals) = replay::Replay::new(self, service).run(pace).await?;
        let sql = Native::open_to_read(&self.state)?;
        let city = door::CITY.parse().context("the demo's city has no code")?;
        let tally = futures::executor::block_on(shell::store::Store::new(&sql).tally(&city))?;
        Ok(Summary::new(self, taken, tally, arrivals, service.base_url()))
    }

    /// What a visitor may do once the month is over, and what to expect at this hour.
    pub fn invitation(&self, settings: &Settings) -> String {
        let mut text = "  返事を押したり書いたりできます。市からの返事が届きます。Ctrl+C で終わります。\n  \
                        Tap or write there, and the city answers. Stop with Ctrl+C."
            .to_owned();
        let now = Clock::real().now();
        if let Some(morning) = quiet_hours(&settings.campaigns).and_then(|quiet| quiet.end(Zone::default(), now)) {
            let morning = Zone::default().civil(morning).format("%-H:%M");
            text += &format!("\n  いまは夜の時間なので、市からの返事は朝{morning}に届きます。");
            text += &format!("\n  It is a quiet hour now: what the city answers arrives at {morning}.");
        }
        text
    }

    /// After the replay: time goes on as it does.
    pub async fn live(&self, service: &Service) {
        let mut seconds = tokio::time::interval(Duration::from_secs(1));
        loop {
            seconds.tick().await;
            let moved = self.clock.set(Clock::real().now());
            let ticked = service.host.tick().await;
            if let Some(error) = moved.err().or(ticked.err()) {
                tracing::error!("the clock's work fails: {error}");
            }
        }
    }

    /// The stand-in phone.
    pub fn phone(&self) -> &Phone {
        &self.phone
    }

    /// The residents' ids and addresses: a LINE user id or a telephone number.
    pub fn addresses(&self) -> BTreeMap<String, Option<String>> {
        self.people.iter().map(|person| (person.id.clone(), person.address())).collect()
    }

    /// Stops the phone.
    pub async fn stop(&self) {
        self.phone.stop().await;
    }

    /// What followed so far from what came by other doors.
    fn told(&self, brought: &[Brought]) -> anyhow::Result<Vec<Arrival>> {
        documents::told(&Native::open_to_read(&self.state)?, &self.people, brought, self.clock.now())
    }

    fn world(&self) -> World<'_> {
        World { people: &self.people, steps: &self.steps, calendar: &self.calendar }
    }

    fn line_user(&self, id: &str) -> Option<String> {
        self.people.iter().find(|person| person.id == id)?.address()
    }
}

/// When the demo's city publishes its pack: on the day before its first campaign begins, so that plans are sealed before the
/// start, as a city does; and no later than the month.
fn published(campaigns: &Path, month: DateTime<Utc>) -> DateTime<Utc> {
    let begins = |entry: std::fs::DirEntry| -> Option<Day> {
        let campaign: toml::Table = std::fs::read_to_string(entry.path().join("campaign.toml")).ok()?.parse().ok()?;
        campaign.get("from")?.as_datetime()?.date?.to_string().parse().ok()
    };
    let folders = std::fs::read_dir(campaigns.join(door::CITY)).into_iter().flatten();
    let first = folders.filter_map(|entry| begins(entry.ok()?)).min();
    let morning = parse_clock("9:00").unwrap_or_default();
    first.map_or(month, |day| month.min(Zone::default().instant(day.plus(-1), morning)))
}

/// When the demo's city is quiet, as its pack says.
fn quiet_hours(campaigns: &Path) -> Option<QuietHours> {
    let text = std::fs::read_to_string(campaigns.join(door::CITY).join("city.toml")).ok()?;
    let city: toml::Table = text.parse().ok()?;
    let clock = |name: &str| parse_clock(city.get("quiet_hours")?.get(name)?.as_str()?);
    Some(QuietHours { from: clock("from")?, until: clock("until")? })
}

/// New secrets for each demo, as a city would get from its providers.
fn secrets(listen: SocketAddr) -> anyhow::Result<BTreeMap<String, String>> {
    let random = || crate::secrets::random(16);
    let secrets = [
        ("line_channel_access_token", random()?),
        ("line_channel_secret", random()?),
        ("sms_account_sid", format!("AC{}", random()?)),
        ("sms_auth_token", random()?),
        ("sms_from", "+815000000000".to_owned()),
        // Whoever's phone was looked at last comes in by LINE.
        ("line_login_channel_id", "1234567890".to_owned()),
        ("line_login_channel_secret", random()?),
        ("public_url", format!("http://{listen}")),
    ];
    Ok(secrets.map(|(name, value)| (name.to_owned(), value)).into())
}

/// Starts the phone beside the service, on the next port when that is free.
async fn start_phone(
    listen: SocketAddr,
    clock: &Clock,
    people: &[Person],
    secrets: &BTreeMap<String, String>,
    today: Day,
) -> anyhow::Result<Phone> {
    let secret = |name: &str| secrets.get(name).cloned().unwrap_or_default();
    let now = clock.clone();
    let mut options = phone::Options::new(Arc::new(move || now.now()));
    options.line_token = secret("line_channel_access_token");
    options.line_channel_secret = secret("line_channel_secret");
    options.sms_account_sid = secret("sms_account_sid");
    options.sms_auth_token = secret("sms_auth_token");
    options.sms_from = secret("sms_from");
    options.public_url = Some(secret("public_url"));
    options.city = door::CITY.to_owned();
    options.sender_name = "荒尾市 健康づくり".to_owned();
    options.residents = people.iter().map(Person::on_the_page).collect();
    options.strangers = phone::Strangers::Refuse;
    // A month goes by in seconds, and reports would come whenever.
    options.receipts = phone::Receipts::Kept;
    // The same ids each time; a new demo has a new database.
    options.seed = u64::from(today.0.unsigned_abs());
    let next = listen.port().checked_add(1).filter(|_| listen.port() != 0).unwrap_or(0);
    // Wherever the service listens: the phone shows what everyone got, and has switches for faults.
    options.listen = SocketAddr::from((Ipv4Addr::LOCALHOST, next));
    match phone::start(options.clone()).await {
        Err(PhoneError::Listen { .. }) if next != 0 => {
            options.listen.set_port(0);
            Ok(phone::start(options).await?)
        }
        started => Ok(started?),
    }
}
