use super::Store;
use crate::Error;
use crate::sql::{Columns, Sql};
use chrono::{DateTime, Utc};
use domain::decide::Outgoing;
use domain::why::{Story, StoryDecision, StoryDelivery, StoryEvent};
use domain::{CityCode, ResidentId};

/// How many of the newest events and decisions a story goes back.
const MOST: i64 = 200;

impl<S: Sql> Store<'_, S> {
    /// What happened to one resident and what was decided, the newest last.
    ///
    /// # Errors
    /// The database's own, or a row that cannot be read.
    pub async fn story(&self, city: &CityCode, resident: &ResidentId, now: DateTime<Utc>) -> Result<Story, Error> {
        let who = || vec![city.as_str().into(), resident.as_str().into(), MOST.into()];
        let sql = "SELECT source, id, type, time, received, data FROM events \
                   WHERE city = ? AND subject = ? ORDER BY time DESC LIMIT ?";
        let mut events: Vec<StoryEvent> = self
            .sql
            .query(sql, who())
            .await?
            .iter()
            .map(|row| StoryEvent {
                source: row.text(0).to_owned(),
                id: row.text(1).to_owned(),
                kind: row.text(2).to_owned(),
                time: row.instant(3),
                received: row.instant(4),
                data: row.text(5).to_owned(),
            })
            .collect();
        events.reverse();
        let sql = "SELECT d.id, d.at, d.campaign, d.version, d.hook, d.cause, d.kind, d.name, d.outcome, d.message, \
                   d.trace, o.state, o.reason, o.body FROM decisions d \
                   LEFT JOIN outbox o ON o.city = d.city AND o.id = d.message \
                   WHERE d.city = ? AND d.resident = ? ORDER BY d.at DESC, d.seq DESC LIMIT ?";
        let mut decisions = Vec::new();
        for row in self.sql.query(sql, who()).await? {
            decisions.push(StoryDecision {
                id: row.text(0).to_owned(),
                at: row.instant(1),
                campaign: row.text(2).to_owned(),
                version: row.text(3).to_owned(),
                hook: row.text(4).to_owned(),
                cause: serde_json::from_str(row.text(5)).map_err(|_| Error::corrupt("decisions.cause"))?,
                kind: row.text(6).to_owned(),
                name: row.text(7).to_owned(),
                outcome: row.text(8).to_owned(),
                message: row.optional(9).map(str::to_owned),
                trace: serde_json::from_str(row.text(10)).map_err(|_| Error::corrupt("decisions.trace"))?,
                state: row.optional(11).map(str::to_owned),
                state_reason: row.optional(12).map(str::to_owned),
                outgoing: row.optional(13).and_then(|body| serde_json::from_str(body).ok()).map(Outgoing::for_staff),
                deliveries: Vec::new(),
            });
        }
        decisions.reverse();
        // CROSS, so that SQLite begins with the resident's messages and not with the city's deliveries.
        let sql = "SELECT coalesce(o.body ->> '$.follows.message', o.id), l.at, l.step, l.channel, l.attempt, l.code, l.request, \
                   o.body ->> '$.follows.message' IS NOT NULL FROM outbox o \
                   CROSS JOIN deliveries l ON l.city = o.city AND l.message = o.id \
                   WHERE o.city = ? AND o.resident = ? ORDER BY l.at DESC, l.attempt DESC LIMIT ?";
        let rows = self.sql.query(sql, who()).await?;
        for row in rows.iter().rev() {
            let step = StoryDelivery {
                at: row.instant(1),
                step: row.text(2).to_owned(),
                channel: row.optional(3).map(str::to_owned),
                attempt: row.integer(4),
                code: row.optional(5).map(str::to_owned),
                request: row.optional(6).map(str::to_owned),
                follows: row.integer(7) == 1,
            };
            let of = decisions.iter_mut().find(|decision| decision.message.as_deref() == Some(row.text(0)));
            if let Some(decision) = of {
                decision.deliveries.push(step);
            }
        }
        let snapshot = self.residents(city, [resident]).await?.remove(resident).unwrap_or_default();
        let known = snapshot.rev > 0;
        Ok(Story { city: city.clone(), resident: resident.clone(), now, known, events, decisions })
    }
}
