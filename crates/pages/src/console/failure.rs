use super::Shown;
use super::sign_in;
use super::visit::{Door, Layout, Visit};
use crate::design::{Tone, notice};
use crate::form::Form;
use http::{Response, StatusCode};
use maud::{Markup, html};
use shell::Error;
use shell::doors::{Answer, Refused};
use shell::office::Refusal;
use shell::spin::Missing;

/// Why a page is not shown or a form not done.
#[derive(Debug)]
pub(super) enum Failure {
    /// Nobody is signed in, or no longer.
    SignIn,
    /// It is not for this person.
    Forbidden,
    /// The form was not this session's own.
    Stale,
    /// There is nothing here.
    NotFound,
    /// What was asked is not done.
    Refused(Refusal),
    /// A field is not as it has to be: a key of the catalogue.
    Field(&'static str),
    /// The rest.
    Other(Refused),
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        match error {
            Error::Refused(refusal) => Self::Refused(refusal),
            Error::UnknownCampaign { .. }
            | Error::UnknownChallenge(_)
            | Error::UnknownResident(_)
            | Error::UnknownReward(_) => Self::NotFound,
            other => Self::Other(other.into()),
        }
    }
}

impl From<Missing> for Failure {
    fn from(missing: Missing) -> Self {
        Self::Other(missing.into())
    }
}

impl Failure {
    /// As a page that says what is so and what to do. What was sent is in it, where it would be lost.
    pub(super) fn answer(self, door: &Door, form: &Form) -> Answer {
        let Some((status, key, text)) = self.told(door) else { return sign_in::again(door, form) };
        door.page(status, &door.words.say(key), Some(said(&text)), &back(door))
    }

    /// The same for who is signed in, with the ways that lead on. Whose session ended has none.
    pub(super) fn within(self, visit: &Visit<'_>) -> Shown {
        let Some((status, key, text)) = self.told(visit.door) else { return Err(self) };
        let title = visit.words().say(key);
        let layout = Layout { title: &title, said: Some(said(&text)), ..Layout::default() };
        Ok(visit.page_with(status, layout, &back(visit.door)))
    }

    /// What is said of it: the status, the key of a title, and a text. Nothing where one has to sign in.
    fn told(&self, door: &Door) -> Option<(StatusCode, &'static str, String)> {
        let w = door.words;
        Some(match self {
            Self::SignIn => return None,
            Self::Forbidden => (StatusCode::FORBIDDEN, "failure-forbidden", w.say("failure-forbidden-text")),
            Self::Stale => (StatusCode::FORBIDDEN, "failure-stale", w.say("failure-stale-text")),
            Self::NotFound => (StatusCode::NOT_FOUND, "failure-nothing", w.say("failure-nothing-text")),
            Self::Refused(refusal) => (StatusCode::CONFLICT, "failure-refused", refusal_text(door, refusal)),
            Self::Field(key) => (StatusCode::UNPROCESSABLE_ENTITY, "failure-refused", w.say(key)),
            Self::Other(refused) => {
                // What a machine would be told stays out: pages are for people, and the log has the whole.
                let status = refused.status();
                let key = if status == StatusCode::SERVICE_UNAVAILABLE { "failure-busy" } else { "failure-inside" };
                (status, key, w.say(&format!("{key}-text")))
            }
        })
    }
}

fn said(text: &str) -> Markup {
    notice(Tone::Bad, &html! { p { (text) } })
}

fn back(door: &Door) -> Markup {
    html! { p { a href=(door.root()) { (door.words.say("failure-home")) } } }
}

/// What a refusal says to people.
pub(super) fn refusal_text(door: &Door, refusal: &Refusal) -> String {
    let w = door.words;
    match refusal {
        Refusal::InvitationGone => w.say("refusal-invitation-gone"),
        Refusal::LoginTaken(login) => w.with("refusal-login-taken", [("login", login.into())]),
        Refusal::UnknownPerson => w.say("refusal-unknown-person"),
        Refusal::LastAdministrator => w.say("refusal-last-administrator"),
        Refusal::NoRole => w.say("refusal-no-role"),
        Refusal::NoDraft => w.say("refusal-no-draft"),
        Refusal::DraftThere => w.say("refusal-draft-there"),
        Refusal::CampaignThere(name) => w.with("refusal-campaign-there", [("name", name.into())]),
        Refusal::NothingChanged => w.say("refusal-nothing-changed"),
        Refusal::Running(problems) => {
            let said: Vec<&str> = problems.iter().map(|problem| problem.said(door.language())).collect();
            w.with("refusal-running", [("said", said.join(" ").as_str().into())])
        }
        Refusal::HealthRecord => w.say("refusal-health-record"),
        Refusal::EnrolledOfMany => w.say("refusal-enrolled-of-many"),
        Refusal::UnknownReplay => w.say("refusal-unknown-replay"),
        Refusal::DraftFaulty => w.say("refusal-draft-faulty"),
        Refusal::NotEnrolled => w.say("refusal-not-enrolled"),
        Refusal::NothingHappened => w.say("refusal-nothing-happened"),
        Refusal::UnknownRequest => w.say("refusal-unknown-request"),
        Refusal::RequestEnded => w.say("refusal-request-ended"),
        Refusal::OwnRequest => w.say("refusal-own-request"),
        Refusal::EditedSince => w.say("refusal-edited-since"),
        Refusal::BaseMoved => w.say("refusal-base-moved"),
        Refusal::NeedsClinician => w.say("refusal-needs-clinician"),
        Refusal::NoClinician => w.say("refusal-no-clinician"),
        Refusal::SubjectTaken => w.say("refusal-subject-taken"),
        Refusal::LastWayIn => w.say("refusal-last-way-in"),
        Refusal::AnswerUsed => w.say("refusal-answer-used"),
        Refusal::UnknownFlag => w.say("refusal-unknown-flag"),
        Refusal::FlagDone => w.say("refusal-flag-done"),
        Refusal::FlagOpen => w.say("refusal-flag-open"),
        Refusal::UnknownShop => w.say("refusal-unknown-shop"),
        Refusal::NothingToPay => w.say("refusal-nothing-to-pay"),
        Refusal::PaidAlready => w.say("refusal-paid-already"),
        Refusal::HandedAlready => w.say("refusal-handed-already"),
        Refusal::UnknownDoubt => w.say("refusal-unknown-doubt"),
        Refusal::DoubtDecided => w.say("refusal-doubt-decided"),
        Refusal::ResultStays => w.say("refusal-result-stays"),
    }
}

/// What whoever follows a wrong address sees, in no city.
pub(super) fn nothing_here() -> Answer {
    let text = "<!doctype html><html lang=\"ja\"><meta charset=\"utf-8\"><title>404</title>\
                <p>このページはありません。アドレスをお確かめください。</p><p lang=\"en\">There is no such page.</p></html>";
    let mut answer = Response::new(text.to_owned());
    *answer.status_mut() = StatusCode::NOT_FOUND;
    answer.headers_mut().insert(http::header::CONTENT_TYPE, http::HeaderValue::from_static("text/html; charset=utf-8"));
    answer
}
