use super::state::{default_state, demo_state};
use super::{Ended, say, short};
use crate::components;
use crate::demo::Demo;
use crate::hands::Hands;
use crate::host::Clock;
use crate::native::Native;
use crate::secrets;
use crate::service::{self, Invited, Local, Service, Settings, Standing};
use crate::state::Held;
use anyhow::{Context, anyhow};
use chrono::{DateTime, Utc};
use clap::Args;
use domain::CityCode;
use domain::staff::Role;
use shell::store::Store;
use std::collections::BTreeMap;
use std::io::IsTerminal as _;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Start the service here: build, publish new local packs, serve, keep the clock
#[derive(Args)]
pub(super) struct Up {
    /// Where to listen
    #[arg(long, default_value = "127.0.0.1:3000", value_name = "ADDRESS")]
    listen: SocketAddr,
    /// The folder for the database and the secrets [default: .ayumi in the project]; with --demo a new one each
    /// time unless given
    #[arg(long, value_name = "DIR")]
    state: Option<PathBuf>,
    /// Load the demo city and replay a month of real step data, with a stand-in phone for LINE and SMS
    #[arg(long)]
    demo: bool,
    /// How long the demo takes for a day, in milliseconds
    #[arg(long, default_value_t = 600, value_name = "MS", requires = "demo")]
    demo_day: u64,
    /// The folder with a folder for each city
    #[arg(long, value_name = "DIR")]
    campaigns: Option<PathBuf>,
    /// The folder with each city's shared functions
    #[arg(long, value_name = "DIR")]
    rules: Option<PathBuf>,
    /// Run the components as they are, without building
    #[arg(long)]
    no_build: bool,
    /// For measurements: a clock that stands at this time, and ticks only when asked
    #[arg(long, hide = true, value_name = "TIME", conflicts_with = "demo")]
    still: Option<DateTime<Utc>>,
    /// End after the demo's summary instead of serving on
    #[arg(long, requires = "demo")]
    exit: bool,
}

impl Up {
    pub(super) fn run(self) -> Result<(), Ended> {
        let here = std::env::current_dir()?;
        let root = components::project_root(&here)
            .context("there is no spin.toml here or above; start this in the project's folder")?;
        for named in [&self.campaigns, &self.rules].into_iter().flatten() {
            if !named.is_dir() {
                let named = named.display();
                return Err(Ended::Failed(anyhow!("there is no folder `{named}`; name one that is there")));
            }
        }
        tracing_subscriber::fmt()
            .with_env_filter(tracing_subscriber::EnvFilter::try_from_default_env().unwrap_or_else(|_| "warn".into()))
            .with_writer(std::io::stderr)
            .with_ansi(std::io::stderr().is_terminal())
            .init();
        let settings = self.settings(&root);
        let held = Held::take(&settings.state)?;
        if !self.no_build {
            components::build(&root)?;
        }
        if self.demo && self.state.is_none() {
            // The demo tells the same story each time, from the beginning.
            held.empty()?;
        }
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
        if self.demo { runtime.block_on(self.show(&root, settings)) } else { runtime.block_on(serve(settings)) }
    }

    fn settings(&self, root: &Path) -> Settings {
        let state = match &self.state {
            Some(state) => state.clone(),
            None if self.demo => demo_state(&default_state()),
            None => default_state(),
        };
        Settings {
            manifest: root.join("spin.toml"),
            listen: self.listen,
            state,
            campaigns: self.campaigns.clone().unwrap_or_else(|| root.join("campaigns")),
            rules: self.rules.clone().unwrap_or_else(|| root.join("rules")),
            cache: Some(root.join("target").join("compiled")),
            clock: self.still.map_or_else(Clock::real, Clock::virtual_at),
            tick_every: self.still.is_none().then_some(Duration::from_secs(1)),
            variables: BTreeMap::new(),
            redirect: BTreeMap::new(),
        }
    }

    async fn show(self, root: &Path, mut settings: Settings) -> Result<(), Ended> {
        let demo = Demo::start(root, &mut settings).await?;
        let service = match service::start(settings.clone()).await {
            Ok(service) => service,
            Err(error) => {
                demo.stop().await;
                return Err(error.into());
            }
        };
        let _hands = Hands::begin(settings.state.clone(), settings.clock.clone());
        let mut asked = Asked::listen();
        greet(&service, &settings);
        say("  demo      a month of steps goes by; watch it on /phone");
        let shown = tokio::select! {
            shown = self.month(&demo, &service, &settings) => shown,
            () = asked.stop() => Ok(()),
        };
        demo.stop().await;
        let ended = end(service, asked).await;
        shown?;
        ended
    }

    /// The month, and what comes after it.
    async fn month(&self, demo: &Demo, service: &Service, settings: &Settings) -> Result<(), Ended> {
        say(demo.replay(service, Duration::from_millis(self.demo_day)).await?);
        if !self.exit {
            say(demo.invitation(settings));
            let city = Demo::CITY.parse().context("the demo's city")?;
            show_race(service, &city);
            show_console(service, &city).await?;
            demo.live(service).await;
        }
        Ok(())
    }
}

async fn serve(settings: Settings) -> Result<(), Ended> {
    let service = service::start(settings.clone()).await?;
    let _hands = Hands::begin(settings.state.clone(), settings.clock.clone());
    let mut asked = Asked::listen();
    greet(&service, &settings);
    for standing in &service.standing {
        welcome(&service, &settings, &standing.city).await?;
    }
    asked.stop().await;
    end(service, asked).await
}

fn greet(service: &Service, settings: &Settings) {
    say(format!("ayumi serves at http://{}", service.host.addr()));
    say(format!("  secrets   {}", secrets::path(&settings.state).display()));
    say(format!("  database  {}", settings.state.join(crate::native::DATABASE).display()));
    service.standing.iter().for_each(tell);
    say("  stop with Ctrl+C");
}

/// Lets the first administrator of a city in, once.
async fn welcome(service: &Service, settings: &Settings, city: &CityCode) -> Result<(), Ended> {
    let sql = Native::open_to_read(&settings.state)?;
    if !Store::new(&sql).staff(city).await?.is_empty() {
        say(format!("  console   {}/console/{city}", service.base_url()));
        return Ok(());
    }
    let first = Invited { name: "管理者", roles: &[Role::Administrator], clinician: false };
    say(format!("  console   of {city}: nobody has an account yet. The first administrator makes one here, once:"));
    say(format!("            {}", service.invite(city, &first).await?));
    Ok(())
}

/// Where the demo's race is watched, and how one looks at a resident's own page.
fn show_race(service: &Service, city: &CityCode) {
    let base = service.base_url();
    say(
        "The race of the districts, as on the city hall's screen, and a resident's own page: open somebody's phone on /phone",
    );
    say("first, and then come in by LINE as them.");
    say(format!("  地区対抗    {base}/race/{city}/district_walk"));
    say(format!("  わたしのページ  {base}/me/{city}"));
}

/// Lets two people into the demo's console: one who writes, and one who approves.
async fn show_console(service: &Service, city: &CityCode) -> Result<(), Ended> {
    let author = Invited { name: "平山 恵", roles: &[Role::Author, Role::Administrator], clinician: false };
    let approver = Invited { name: "有明 太郎", roles: &[Role::Approver], clinician: true };
    say("For the console, two links that work once: for one who writes, and for one who approves");
    say("(open the second in a private window, so that both are signed in side by side).");
    for one in [author, approver] {
        say(format!("  {}  {}", one.name, service.invite(city, &one).await?));
    }
    Ok(())
}

/// What is in force in a city, where that is not simply what is in its folder.
fn tell(standing: &Standing) {
    let Standing { city, hash, local } = standing;
    let hash = short(hash);
    match local {
        Local::InForce => {}
        Local::Past => say(format!(
            "  {city}    version {hash} is in force; the pack in the folder was before it, and `ayumi publish` puts it back"
        )),
        Local::ToBeApproved => say(format!(
            "  {city}    version {hash} is in force; the pack in the folder is another, and `ayumi publish` asks for its approval"
        )),
        Local::Broken(problems) => {
            problems.iter().for_each(say);
            say(format!(
                "  {city}    version {hash} stays in force: the pack in the folder has {} problem(s)",
                problems.len()
            ));
        }
    }
}

/// Finishes what is in flight; whoever asks a second time does not want to wait for it.
async fn end(service: Service, mut asked: Asked) -> Result<(), Ended> {
    tokio::select! {
        stopped = service.host.stop() => Ok(stopped?),
        () = asked.stop() => {
            say("ended at once; what was in flight is taken up at the next start");
            std::process::exit(1)
        }
    }
}

/// Hears when someone asks the program to stop, from the moment at which it is made: who reads that
/// the service is up may ask at once.
struct Asked {
    #[cfg(unix)]
    signals: Option<[tokio::signal::unix::Signal; 2]>,
}

impl Asked {
    fn listen() -> Self {
        #[cfg(unix)]
        {
            use tokio::signal::unix::{SignalKind, signal};
            let signals = [SignalKind::terminate(), SignalKind::interrupt()].map(signal);
            let [Ok(terminate), Ok(interrupt)] = signals else { return Self { signals: None } };
            Self { signals: Some([terminate, interrupt]) }
        }
        #[cfg(not(unix))]
        Self {}
    }

    /// Until someone asks, or asks again.
    async fn stop(&mut self) {
        #[cfg(unix)]
        if let Some([terminate, interrupt]) = &mut self.signals {
            tokio::select! {
                _ = terminate.recv() => {}
                _ = interrupt.recv() => {}
            }
            return;
        }
        // Without a signal there is nothing to wait for but the process's end.
        let _ = tokio::signal::ctrl_c().await;
    }
}
