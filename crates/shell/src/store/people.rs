//! Weeks of people in trials: found by index when they can be closed, and read a person at a time.

use super::{Rows, Store, TermsByNumber, Whose};
use crate::Error;
use crate::sql::{Columns, Row, Sql};
use chrono::{DateTime, Utc};
use domain::trial::Week;
use domain::{CityCode, Day, ResidentId};
use outcomes::record::{self as closed, Arm, Person, PersonRow};
use serde::Deserialize;

/// A week of somebody's that is to be closed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenWeek {
    /// The campaign.
    pub campaign: String,
    /// The trial's number.
    pub trial: i64,
    /// Whose it is.
    pub resident: ResidentId,
    /// The person's first day.
    pub since: Day,
    /// Which week, counted from 0.
    pub week: u32,
}

/// What came of a week.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClosedWeek<'w> {
    /// The week.
    pub open: &'w OpenWeek,
    /// The revision of the resident that was read.
    pub rev: i64,
    /// What it holds; nothing of somebody who does not agree any more.
    pub week: Option<Week>,
    /// The campaign's messages that left in it.
    pub messages: i64,
    /// Of the first week, the steps of the days before it, and how many had data.
    pub before: Option<(i64, u8)>,
    /// The first day on which the next can be closed, where there is one.
    pub closes: Option<Day>,
}

impl<S: Sql> Store<'_, S> {
    /// The weeks of a city that can be closed on a day, those first that could first.
    ///
    /// # Errors
    /// The database's own, or a row that cannot be read.
    pub async fn weeks_to_close(&self, city: &CityCode, today: Day, most: i64) -> Result<Vec<OpenWeek>, Error> {
        let sql = "SELECT campaign, trial, resident, since, week FROM trial_people \
                   WHERE city = ?1 AND closes IS NOT NULL AND closes <= ?2 ORDER BY closes LIMIT ?3";
        let params = vec![city.as_str().into(), i64::from(today.0).into(), most.into()];
        let read = |row: &Row| {
            Ok(OpenWeek {
                campaign: row.text(0).to_owned(),
                trial: row.integer(1),
                resident: row.text(2).parse().map_err(|_| Error::corrupt("trial_people.resident"))?,
                since: Day(i32::try_from(row.integer(3)).unwrap_or_default()),
                week: u32::try_from(row.integer(4)).unwrap_or_default(),
            })
        };
        self.sql.query(sql, params).await?.iter().map(read).collect()
    }

    /// How many messages of a campaign left for residents between two days each, in the order that is asked in.
    ///
    /// # Errors
    /// The database's own.
    pub async fn left_between(&self, city: &CityCode, weeks: &[(&OpenWeek, Day, Day)]) -> Result<Vec<i64>, Error> {
        let row = |(week, first, last): &(&OpenWeek, Day, Day)| {
            (week.resident.as_str().to_owned(), week.campaign.clone(), first.0, last.0)
        };
        let rows: Vec<_> = weeks.iter().map(row).collect();
        let sql = "SELECT j.key, (SELECT count(*) FROM outbox o WHERE o.city = ?1 AND o.resident = j.value ->> 0 \
                   AND o.left_day BETWEEN j.value ->> 2 AND j.value ->> 3 AND o.campaign = j.value ->> 1) \
                   FROM json_each(?2) AS j ORDER BY j.key";
        let rows = self.sql.query(sql, vec![city.as_str().into(), rows.to_json().into()]).await?;
        Ok(rows.iter().map(|row| row.integer(1)).collect())
    }

    /// Closes weeks of people of whom nothing was said since they were read. Within a transaction. Gives how many were.
    ///
    /// # Errors
    /// The database's own.
    pub async fn close_weeks(
        &self,
        city: &CityCode,
        closed: &[ClosedWeek<'_>],
        now: DateTime<Utc>,
    ) -> Result<u64, Error> {
        if closed.is_empty() {
            return Ok(0);
        }
        let row = |closed: &ClosedWeek<'_>| {
            let OpenWeek { campaign, trial, resident, week, .. } = closed.open;
            let key = (campaign.clone(), *trial, resident.as_str().to_owned(), *week, closed.rev);
            let holds = closed.week.map(|week| {
                let Week { days, active, with_steps, steps, with_goal, goal_known, at_goal, .. } = week;
                let Week { notebook, checkups, visits, answers, .. } = week;
                let goals = (with_goal, at_goal, notebook, checkups, visits, goal_known);
                (days, active, with_steps, steps, goals, closed.messages, answers)
            });
            (key, holds, closed.closes.map(|day| day.0), closed.before)
        };
        let rows: Vec<_> = closed.iter().map(row).collect();
        let json = rows.to_json();
        const READ: &str = "j.value ->> '$[0][4]' = (SELECT rev FROM residents r WHERE r.city = ?1 \
                            AND r.id = j.value ->> '$[0][2]')";
        let sql = format!(
            "INSERT INTO trial_weeks (city, campaign, trial, resident, week, days, active, with_steps, steps, with_goal, \
             at_goal, notebook, checkups, visits, goal_known, messages, answers, closed) SELECT ?1, j.value ->> '$[0][0]', \
             j.value ->> '$[0][1]', j.value ->> '$[0][2]', j.value ->> '$[0][3]', j.value ->> '$[1][0]', \
             j.value ->> '$[1][1]', j.value ->> '$[1][2]', j.value ->> '$[1][3]', j.value ->> '$[1][4][0]', \
             j.value ->> '$[1][4][1]', j.value ->> '$[1][4][2]', j.value ->> '$[1][4][3]', j.value ->> '$[1][4][4]', \
             j.value ->> '$[1][4][5]', j.value ->> '$[1][5]', j.value ->> '$[1][6]', ?3 FROM json_each(?2) AS j \
             WHERE j.value ->> 1 IS NOT NULL AND {READ} ON CONFLICT DO NOTHING"
        );
        self.sql.run(&sql, vec![city.as_str().into(), json.as_str().into(), now.into()]).await?;
        // The keys are named twice, since joined only, each row of the city would be held against each of these.
        let sql = format!(
            "UPDATE trial_people SET week = week + 1, closes = j.value ->> 2, \
             before_sum = coalesce(before_sum, j.value ->> '$[3][0]'), \
             before_days = coalesce(before_days, j.value ->> '$[3][1]') FROM json_each(?2) AS j WHERE city = ?1 \
             AND (campaign, trial, resident) IN (SELECT value ->> '$[0][0]', value ->> '$[0][1]', value ->> '$[0][2]' \
               FROM json_each(?2)) \
             AND campaign = j.value ->> '$[0][0]' AND trial = j.value ->> '$[0][1]' AND resident = j.value ->> '$[0][2]' \
             AND week = j.value ->> '$[0][3]' AND {READ}"
        );
        Ok(self.sql.change(&sql, vec![city.as_str().into(), json.into()]).await?)
    }
}

impl<S: Sql> Store<'_, S> {
    /// The trial of a campaign that began last, by its number.
    ///
    /// # Errors
    /// The database's own.
    pub async fn latest_trial(&self, city: &CityCode, campaign: &str) -> Result<Option<i64>, Error> {
        let sql = "SELECT trial FROM trial_people WHERE city = ?1 AND campaign = ?2 ORDER BY since DESC LIMIT 1";
        let rows = self.sql.query(sql, vec![city.as_str().into(), campaign.into()]).await?;
        Ok(rows.first().map(|row| row.integer(0)))
    }

    /// Who takes part in a trial, in no order.
    ///
    /// # Errors
    /// The database's own, or an id that cannot be read.
    pub async fn people_in_trial(&self, city: &CityCode, campaign: &str, trial: i64) -> Result<Vec<ResidentId>, Error> {
        let sql = "SELECT group_concat(resident, char(10)) FROM trial_people WHERE city = ?1 AND campaign = ?2 AND trial = ?3";
        let rows = self.sql.query(sql, vec![city.as_str().into(), campaign.into(), trial.into()]).await?;
        let ids = rows.first().and_then(|row| row.optional(0)).unwrap_or_default();
        ids.lines().map(|id| id.parse().map_err(|_| Error::corrupt("trial_people.resident"))).collect()
    }

    /// People of a trial, each with the weeks that are closed, in the order of their ids. Their persons are their ids.
    ///
    /// # Errors
    /// The database's own, or a row that cannot be read.
    pub async fn people_of_trial(
        &self,
        city: &CityCode,
        (campaign, trial): (&str, i64),
        terms: &TermsByNumber,
        whose: Whose<'_>,
    ) -> Result<Vec<(ResidentId, PersonRow)>, Error> {
        const READ: &str = "p.resident, p.terms, p.since, p.held_out, p.holdout_probability, p.arm, p.arm_probability, \
                            p.cluster, p.step, p.before_sum, p.before_days, \
                            (SELECT json_group_array(json_array(w.week, w.days, w.active, w.with_steps, w.steps, \
                            w.with_goal, w.at_goal, w.notebook, w.checkups, w.visits, w.messages, w.answers, w.closed, \
                            w.goal_known)) \
                            FROM trial_weeks w WHERE w.city = p.city AND w.campaign = p.campaign AND w.trial = p.trial \
                            AND w.resident = p.resident)";
        let mut params = vec![city.as_str().into(), campaign.into(), trial.into()];
        let which = match whose {
            Whose::After(after, most) => {
                params.extend([after.into(), i64::from(most).into()]);
                "p.resident > ?4 ORDER BY p.resident LIMIT ?5"
            }
            Whose::These(ids) => {
                params.push(super::list(ids.iter().map(ResidentId::as_str)));
                "p.resident IN (SELECT value FROM json_each(?4)) ORDER BY p.resident"
            }
        };
        let sql = format!(
            "SELECT {READ} FROM trial_people p WHERE p.city = ?1 AND p.campaign = ?2 AND p.trial = ?3 AND {which}"
        );
        let corrupt = || Error::corrupt("trial_people");
        let read = |row: &Row| {
            let resident: ResidentId = row.text(0).parse().map_err(|_| corrupt())?;
            let terms = terms.get(&row.integer(1)).ok_or_else(corrupt)?;
            let number = |place: usize| row.optional(place).map(str::parse::<f64>).transpose().map_err(|_| corrupt());
            let day = |place: usize| row.number_or_none(place).and_then(|day| i32::try_from(day).ok()).map(Day);
            let weeks: Vec<StoredWeek> = serde_json::from_str(row.text(11)).map_err(|_| corrupt())?;
            let mut weeks: Vec<(u32, closed::ClosedWeek)> = weeks.into_iter().map(StoredWeek::week).collect();
            weeks.sort_by_key(|(number, _)| *number);
            let arm = row.optional(5).map(str::to_owned).zip(number(6)?);
            let person = PersonRow {
                person: Person(resident.as_str().to_owned()),
                campaign: campaign.to_owned(),
                since: day(2).ok_or_else(corrupt)?,
                version: terms.version.clone(),
                experiment: terms.experiment.clone(),
                stated: terms.outcome,
                held_out: row.number_or_none(3).map(|out| out != 0).zip(number(4)?),
                arm: arm.map(|(name, probability)| Arm { name, probability }),
                cluster: row.optional(7).map(str::to_owned),
                step: day(8),
                before_sum: row.integer(9),
                before_days: u8::try_from(row.integer(10)).map_err(|_| corrupt())?,
                hides: false,
                weeks,
            };
            Ok((resident, person))
        };
        self.sql.query(&sql, params).await?.iter().map(read).collect()
    }
}

/// A week as it is read.
#[derive(Deserialize)]
struct StoredWeek(u32, u8, u8, u8, i64, u8, u8, u8, u8, u8, u32, u8, i64, u8);

impl StoredWeek {
    fn week(self) -> (u32, closed::ClosedWeek) {
        let Self(
            number,
            days,
            active,
            with_steps,
            steps,
            with_goal,
            at_goal,
            notebook,
            checkups,
            visits,
            messages,
            answers,
            closed,
            goal_known,
        ) = self;
        let week = Week {
            days,
            active,
            with_steps,
            steps,
            with_goal,
            goal_known,
            at_goal,
            notebook,
            checkups,
            visits,
            answers,
        };
        let closed = DateTime::from_timestamp_millis(closed).unwrap_or_default();
        (number, closed::ClosedWeek { week, messages, closed })
    }
}
