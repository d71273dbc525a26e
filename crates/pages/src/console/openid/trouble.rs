use super::super::Shown;
use super::super::failure::Failure;
use super::super::visit::Door;
use crate::design::{Tone, notice};
use http::StatusCode;
use maud::html;
use shell::Error;
use shell::doors::Answer;
use shell::office::Refusal;
use shell::spin::Fault;
use wire::openid::{Aim, Distrust};

/// Why signing in by the provider led nowhere. It has a page of its own, whose address holds nothing of what the
/// provider sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Trouble {
    /// It did not begin in this browser, or another one overtook it.
    Browser,
    /// It took too long.
    Late,
    /// The provider did not let them in.
    Denied,
    /// It does not answer.
    Silent,
    /// It answers, but not so that it is believed.
    Untrusted,
    /// Our settings do not go together.
    Setting,
    /// Nobody here is that person.
    Unknown,
    /// The account is closed.
    Closed,
    /// It waits after wrong passwords.
    Locked,
    /// Another account is that person's.
    Taken,
    /// The answer let somebody in before.
    Used,
    /// The invitation works no more.
    Gone,
    /// Whoever wanted to tie an account is signed out.
    SignedOut,
    /// The database is busy, or worse.
    Inside,
}

/// Where somebody came from, and goes back to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Origin {
    /// The page for signing in.
    SignIn,
    /// An invitation; its address is theirs to open again.
    Invitation,
    /// One's own account.
    Account,
}

impl Trouble {
    const ALL: [(Self, &'static str, StatusCode); 14] = [
        (Self::Browser, "browser", StatusCode::BAD_REQUEST),
        (Self::Late, "late", StatusCode::BAD_REQUEST),
        (Self::Denied, "denied", StatusCode::FORBIDDEN),
        (Self::Silent, "silent", StatusCode::BAD_GATEWAY),
        (Self::Untrusted, "untrusted", StatusCode::BAD_GATEWAY),
        (Self::Setting, "setting", StatusCode::SERVICE_UNAVAILABLE),
        (Self::Unknown, "unknown", StatusCode::FORBIDDEN),
        (Self::Closed, "closed", StatusCode::FORBIDDEN),
        (Self::Locked, "locked", StatusCode::TOO_MANY_REQUESTS),
        (Self::Taken, "taken", StatusCode::CONFLICT),
        (Self::Used, "used", StatusCode::CONFLICT),
        (Self::Gone, "gone", StatusCode::CONFLICT),
        (Self::SignedOut, "signed-out", StatusCode::UNAUTHORIZED),
        (Self::Inside, "inside", StatusCode::SERVICE_UNAVAILABLE),
    ];

    /// What a fault of the provider's comes to, for people.
    pub(super) fn of(fault: &Fault) -> Self {
        match fault {
            Fault::Distrust(Distrust::Denied) => Self::Denied,
            Fault::Silent(_) => Self::Silent,
            Fault::Distrust(_) => Self::Untrusted,
            Fault::Missing(_) | Fault::Issuer => Self::Setting,
        }
    }

    /// What a refusal of the office's comes to.
    pub(super) fn of_refusal(error: Error) -> Self {
        match error {
            Error::Refused(Refusal::SubjectTaken) => Self::Taken,
            Error::Refused(Refusal::AnswerUsed) => Self::Used,
            Error::Refused(Refusal::InvitationGone) => Self::Gone,
            Error::Refused(Refusal::UnknownPerson) => Self::Closed,
            other => {
                // What it was, is in the log.
                let _ = shell::doors::Refused::from(other);
                Self::Inside
            }
        }
    }
}

impl Origin {
    const ALL: [(Self, &'static str); 3] =
        [(Self::SignIn, "sign-in"), (Self::Invitation, "invitation"), (Self::Account, "account")];

    /// Where somebody came from who goes for something.
    pub(super) fn of(aim: &Aim) -> Self {
        match aim {
            Aim::SignIn(_) => Self::SignIn,
            Aim::Invitation(_) => Self::Invitation,
            Aim::Tie(_) => Self::Account,
        }
    }
}

/// Leads to the page that says so.
pub(super) fn go(door: &Door, trouble: Trouble, from: Origin) -> Answer {
    let why = Trouble::ALL.iter().find(|(one, ..)| *one == trouble).map_or("inside", |(_, name, _)| name);
    let back = Origin::ALL.iter().find(|(one, _)| *one == from).map_or("sign-in", |(_, name)| name);
    door.go(&format!("/openid/trouble/{back}/{why}"), None)
}

/// The page.
pub(in super::super) fn show(door: &Door, back: &str, why: &str) -> Shown {
    let (from, _) = Origin::ALL.iter().find(|(_, name)| *name == back).ok_or(Failure::NotFound)?;
    let (_, why, status) = Trouble::ALL.iter().find(|(_, name, _)| *name == why).ok_or(Failure::NotFound)?;
    let w = door.words;
    let name = door.provider.as_deref().unwrap_or_default();
    let said = w.with(&format!("openid-trouble-{why}"), [("name", name.into())]);
    let back = html! {
        @match from {
            Origin::SignIn => p { a.button.second href={ (door.root()) "/sign-in" } { (w.say("openid-back")) } },
            Origin::Account => p { a.button.second href={ (door.root()) "/account" } { (w.say("openid-back-account")) } },
            Origin::Invitation => p { (w.say("openid-back-invitation")) },
        }
    };
    Ok(door.page(*status, &w.say("openid-trouble"), Some(notice(Tone::Bad, &html! { p { (said) } })), &back))
}
