//! The month, moment by moment: events come in, the clock's work is done, people answer.

use super::Demo;
use super::answers::Answers;
use super::calendar::DAYS;
use super::documents::{Brought, Document};
use super::door::{CITY, Door, Taken};
use super::progress::Progress;
use super::said::{self, World};
use crate::phone::{Arrival, Channel, Fault, NumberTrouble};
use crate::service::Service;
use anyhow::{Context, bail};
use std::time::Duration;
use tokio::time::Instant;

/// What happens at a time of the day.
#[derive(Clone, Copy)]
enum Moment {
    /// The notebooks of the morning.
    Notebook,
    /// Nothing comes in; messages may leave.
    Tick,
    /// What the morning's post brings.
    Morning,
    /// Steps until noon.
    Noon,
    /// Results, sheets, changes of mind.
    Afternoon,
    /// Steps until the late afternoon.
    LateAfternoon,
    /// The day's steps.
    Night,
    /// People read and answer.
    Answers,
}

/// A day's moments. The clock's work is done after each.
const MOMENTS: [(&str, Moment); 15] = [
    ("7:30", Moment::Notebook),
    ("8:30", Moment::Tick),
    ("9:00", Moment::Tick),
    ("9:30", Moment::Morning),
    ("10:00", Moment::Tick),
    ("10:30", Moment::Answers),
    ("12:00", Moment::Noon),
    ("12:30", Moment::Answers),
    ("14:00", Moment::Afternoon),
    ("14:30", Moment::Answers),
    ("17:10", Moment::LateAfternoon),
    ("17:30", Moment::Tick),
    ("17:45", Moment::Answers),
    ("18:00", Moment::Tick),
    ("21:00", Moment::Night),
];

/// The month under way.
pub(super) struct Replay<'a> {
    demo: &'a Demo,
    service: &'a Service,
    door: Door,
    answers: Answers,
    /// What came by other doors so far.
    brought: Vec<Brought>,
}

/// When the documents come by other doors: on the last day, so that what follows is what one sees last.
const DOCUMENTS: [(&str, Document); 3] =
    [("9:30", Document::CityOs), ("12:00", Document::Forecast), ("14:00", Document::Sheet)];

impl<'a> Replay<'a> {
    pub(super) fn new(demo: &'a Demo, service: &'a Service) -> Self {
        let door = Door::new(&service.base_url(), service);
        Self { demo, service, door, answers: Answers::default(), brought: Vec::new() }
    }

    /// Replays every day, each in `pace` unless the work takes longer.
    pub(super) async fn run(mut self, pace: Duration) -> anyhow::Result<(Taken, Vec<Arrival>)> {
        self.troubles_from_the_start();
        let progress = Progress::start();
        for day in 0..DAYS {
            progress.day(self.demo.calendar.date(day));
            let began = Instant::now();
            for (place, (clock, moment)) in (1..).zip(MOMENTS) {
                self.demo.clock.set(self.demo.calendar.at(day, clock))?;
                let when = || format!("day {} of the demo, {clock}", day + 1);
                self.live(day, moment).await.with_context(when)?;
                if day + 1 == DAYS {
                    self.documents(clock).await.with_context(when)?;
                }
                self.tick().await?;
                tokio::time::sleep_until(began + pace * place / u32::try_from(MOMENTS.len())?).await;
            }
        }
        progress.end();
        let arrivals = self.demo.told(&self.brought)?;
        self.demo.phone.show_arrivals(arrivals.clone());
        Ok((self.door.taken, arrivals))
    }

    /// What comes by other doors now. The page tells it with all that follows on the day.
    async fn documents(&mut self, clock: &str) -> anyhow::Result<()> {
        for (_, document) in DOCUMENTS.into_iter().filter(|(when, _)| *when == clock) {
            let Demo { root, calendar, .. } = self.demo;
            let at = calendar.at(DAYS - 1, clock);
            self.brought.push(document.bring(root, calendar, &self.door, at).await?);
        }
        Ok(())
    }

    async fn live(&mut self, day: usize, moment: Moment) -> anyhow::Result<()> {
        let world = self.demo.world();
        match moment {
            Moment::Tick => Ok(()),
            Moment::Notebook => self.door.post(&said::notebook(world, day)).await,
            Moment::Morning => self.morning(world, day).await,
            Moment::Noon => self.post_maybe_twice(said::at_noon(world, day), day % 6 == 3).await,
            Moment::Afternoon => self.afternoon(world, day).await,
            Moment::LateAfternoon => self.door.post(&said::on_the_way(world, day)).await,
            Moment::Night => self.post_maybe_twice(said::at_night(world, day), day % 9 == 5).await,
            Moment::Answers => Ok(self.answers.give(self.demo, day).await?),
        }
    }

    async fn morning(&mut self, world: World<'_>, day: usize) -> anyhow::Result<()> {
        if day == 0 {
            self.door.post(&said::beginning(world)).await?;
        }
        self.door.post(&said::turns(world, day)).await
    }

    async fn afternoon(&mut self, world: World<'_>, day: usize) -> anyhow::Result<()> {
        self.door.post(&said::forecasts(world, day)).await?;
        self.door.post(&said::in_the_afternoon(world, day)).await?;
        if day == 10 {
            // LINE stumbles: an error, and an answer that is lost on the way.
            let faults = self.demo.phone.faults();
            faults.next_on(Channel::Line, Fault::ServerError, 1);
            faults.next_on(Channel::Line, Fault::AnswerLost, 1);
        }
        if let Some(user) = self.demo.line_user("u23").filter(|_| day == 13) {
            drop(self.demo.phone.say(&user, "配信停止").await?);
        }
        if let Some(user) = self.demo.line_user("u03").filter(|_| day == 19) {
            drop(self.demo.phone.block(&user).await?);
        }
        Ok(())
    }

    /// A sender who did not hear the answer says the whole batch again.
    async fn post_maybe_twice(&mut self, events: Vec<serde_json::Value>, again: bool) -> anyhow::Result<()> {
        self.door.post(&events).await?;
        if again { self.door.post(&events).await } else { Ok(()) }
    }

    /// One resident gave the number of a telephone at home.
    fn troubles_from_the_start(&self) {
        if let Some(person) = self.demo.people.iter().find(|person| person.id == "u24")
            && let Some(number) = person.address()
        {
            self.demo.phone.faults().number(&number, Some(NumberTrouble::NotMobile));
        }
    }

    async fn tick(&self) -> anyhow::Result<()> {
        let answer = self.service.host.tick().await?;
        if !answer.status().is_success() {
            bail!("the clock's work for {CITY} was answered with {}", answer.status());
        }
        Ok(())
    }
}
