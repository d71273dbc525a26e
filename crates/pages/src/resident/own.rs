//! A request of a resident who is let in, or of their family: what is known of them, and what they say.

use super::Shown;
use super::failure::Failure;
use super::here::{Here, SESSION_LIVES};
use crate::design::{Tone, notice};
use crate::form::Form;
use crate::words::Words;
use chrono::{DateTime, Utc};
use domain::challenge::Challenge;
use domain::{Day, Payload, ResidentId, Snapshot};
use http::StatusCode;
use maud::{Markup, html};
use shell::doors::{Answer, Incoming, cache};
use shell::resident::{Known, Place, event, known, say};
use std::rc::Rc;
use wire::ticket::Ticket;

/// A request of a resident who is let in, or of their family.
pub(super) struct Own<'h> {
    pub(super) here: &'h Here,
    pub(super) resident: ResidentId,
    pub(super) snapshot: Rc<Snapshot>,
    /// Until when the browser is let in.
    until: DateTime<Utc>,
    family: Option<String>,
}

impl<'h> Own<'h> {
    pub(super) async fn begin(here: &'h Here) -> Result<Self, Failure> {
        here.key()?;
        let Ticket { resident, family, until } = here.ticket().ok_or(Failure::Outside)?;
        let cache = cache();
        let place = Place { sql: &here.sql, cache: &cache, city: &here.city };
        let Known { snapshot, .. } = known(&place, &resident).await?;
        // Whom the resident no longer lets look is out at once, whatever their browser keeps.
        if family.as_deref().is_some_and(|id| !snapshot.is_family(id)) {
            return Err(Failure::Outside);
        }
        // So is everyone who was let in before the resident closed the page on all telephones.
        if snapshot.is_closed_since(until - SESSION_LIVES) {
            return Err(Failure::Outside);
        }
        Ok(Self { here, resident, snapshot, until, family })
    }

    /// Whether somebody of the family looks.
    pub(super) fn is_family(&self) -> bool {
        self.family.is_some()
    }

    /// What the resident alone may do, whoever of the family looks.
    pub(super) fn by_themselves(&self) -> Result<(), Failure> {
        if self.is_family() { Err(Failure::Slip("family-may-not")) } else { Ok(()) }
    }

    pub(super) fn words(&self) -> Words {
        self.here.words
    }

    /// A path of the resident's own pages.
    pub(super) fn path(&self, rest: &str) -> String {
        format!("{}{rest}", self.here.root())
    }

    pub(super) fn today(&self) -> Day {
        self.here.today()
    }

    pub(super) fn sent_by_our_page(&self, request: &Incoming, form: &Form) -> Result<(), Failure> {
        self.here.sent_by_our_page(request, form)
    }

    /// The fields that every form carries.
    pub(super) fn form_fields(&self) -> Markup {
        html! {
            input type="hidden" name="csrf" value=(self.here.csrf());
            input type="hidden" name="form" value=(self.here.form_id());
        }
    }

    /// A page with the frame around it.
    pub(super) fn page(&self, title: &str, body: &Markup) -> Shown {
        self.page_as(StatusCode::OK, title, None, body)
    }

    /// The page once more, with what cannot be so of what was entered: a key of the catalogue.
    pub(super) fn page_again(&self, title: &str, wrong: Option<&str>, body: &Markup) -> Shown {
        let said = wrong.map(|key| notice(Tone::Bad, &html! { p { (self.words().say(key)) } }));
        let status = if wrong.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
        self.page_as(status, title, said, body)
    }

    fn page_as(&self, status: StatusCode, title: &str, said: Option<Markup>, body: &Markup) -> Shown {
        let body = html! {
            @if self.is_family() { p.notice { (self.words().say("family-looks")) } }
            (body)
        };
        let answer = self.here.page(status, title, said, &body);
        // Whoever comes back is let in anew, long before it ends.
        if self.until - self.here.now < SESSION_LIVES / 2 {
            return self.let_in_anew(answer);
        }
        Ok(answer)
    }

    /// Lets this browser in from now on.
    pub(super) fn let_in_anew(&self, answer: Answer) -> Shown {
        let until = self.here.now + SESSION_LIVES;
        self.here.let_in(answer, &Ticket { resident: self.resident.clone(), family: self.family.clone(), until })
    }

    /// Says something as the resident, by a form.
    pub(super) async fn say(&self, form: &Form, payload: Payload) -> Result<(), Failure> {
        self.say_as(form_id(form)?, payload).await
    }

    /// The same under another number than the form's.
    pub(super) async fn say_as(&self, id: &str, payload: Payload) -> Result<(), Failure> {
        let event = event(&self.resident, id, payload, self.here.now).map_err(|_| Failure::Slip("slip-value"))?;
        let cache = cache();
        let place = Place { sql: &self.here.sql, cache: &cache, city: &self.here.city };
        Ok(say(&place, event, self.here.now).await?)
    }

    /// Challenges that can be seen: from when one may join to four weeks after their end.
    pub(super) fn challenges(&self) -> Vec<(&str, &Challenge)> {
        let today = self.today();
        let all = self.here.ruleset.campaigns.values();
        let shown = all.filter_map(|campaign| Some((campaign.title.as_str(), campaign.challenge.as_ref()?)));
        let mut shown: Vec<_> = shown.filter(|(_, challenge)| today.since(challenge.until) <= 28).collect();
        shown.sort_by_key(|(_, challenge)| (challenge.until < today, challenge.from));
        shown
    }
}

/// The number that came with a form.
pub(super) fn form_id(form: &Form) -> Result<&str, Failure> {
    let id = form.get("form");
    let is_one = id.len() == 32 && id.bytes().all(|byte| byte.is_ascii_hexdigit());
    if is_one { Ok(id) } else { Err(Failure::Stale) }
}
