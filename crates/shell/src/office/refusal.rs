use domain::Problem;

/// Why something that staff asked for is not done. Nothing was changed, and nothing that was written is lost.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The link was used, is too old, or never was one.
    #[error("the link was used already or is too old; ask an administrator for a new one")]
    InvitationGone,
    /// Somebody else has the login.
    #[error("somebody else signs in as `{0}`; choose another")]
    LoginTaken(String),
    /// There is no such person.
    #[error("there is no such person in this city")]
    UnknownPerson,
    /// Without one nobody could let anybody in again.
    #[error("this is the last administrator; make somebody else one first")]
    LastAdministrator,
    /// An account that may do nothing is closed instead.
    #[error("an account has at least one role; close it if it is no longer needed")]
    NoRole,
    /// Nobody works on the part.
    #[error("there is no draft of this any more; somebody published or discarded it")]
    NoDraft,
    /// A draft of the part is there.
    #[error("there is a draft of this already")]
    DraftThere,
    /// A campaign of the name is there.
    #[error("there is a campaign called `{0}` already; choose another name")]
    CampaignThere(String),
    /// The draft changes nothing.
    #[error("the draft is what is in force already")]
    NothingChanged,
    /// A challenge that runs would count otherwise.
    #[error("a challenge that runs would count otherwise: {}", first(.0))]
    Running(Vec<Problem>),
    /// Only who has the mark can.
    #[error("this record tells of health; somebody with the clinician mark can make a case of it")]
    HealthRecord,
    /// Those enrolled are one campaign's.
    #[error(
        "`enrolled` is `keep` where more than one campaign, or what they share, changes; send one campaign at a time"
    )]
    EnrolledOfMany,
    /// There is no such request.
    #[error("there is no such request")]
    UnknownRequest,
    /// There is no such replay.
    #[error("there is no such replay")]
    UnknownReplay,
    /// What is wrong with the draft comes first.
    #[error("the draft has problems; mend them first")]
    DraftFaulty,
    /// There is nobody to make a case of.
    #[error("this resident had not enrolled in those days")]
    NotEnrolled,
    /// There is nothing to make a case of.
    #[error("nothing is on record of those days that a case has words for; go further back")]
    NothingHappened,
    /// Somebody decided it before.
    #[error("the request is open no more: somebody published, returned or withdrew it")]
    RequestEnded,
    /// Two people are needed.
    #[error("you wrote this or asked for it; somebody else has to approve it")]
    OwnRequest,
    /// The draft went on.
    #[error("the draft was edited after it was asked for; ask again, so that what is approved is what was read")]
    EditedSince,
    /// Another pack is in force now.
    #[error("something else was published after this was asked for; ask again, so that it is not undone")]
    BaseMoved,
    /// The texts' reader has not said so yet.
    #[error("somebody with the clinician mark has to find its texts neutral first")]
    NeedsClinician,
    /// Only who has the mark can.
    #[error("only somebody with the clinician mark can find texts neutral")]
    NoClinician,
    /// Somebody signs in as the subject, or the account signs in as another one.
    #[error("this sign-in at the provider belongs to another account here, or the account has another one already")]
    SubjectTaken,
    /// Nobody could come in any more.
    #[error("without a password this is the only way in; have an administrator make a password link first")]
    LastWayIn,
    /// An answer of the provider lets in once.
    #[error("this answer of the provider was used already; sign in once more")]
    AnswerUsed,
    /// There is no such flag.
    #[error("there is nothing of this kind to do")]
    UnknownFlag,
    /// Somebody else did it.
    #[error("somebody has done this already")]
    FlagDone,
    /// Somebody else opened it again.
    #[error("somebody has opened this again already")]
    FlagOpen,
    /// There is no such shop.
    #[error("there is no such shop")]
    UnknownShop,
    /// All that was taken is on a list.
    #[error("there is nothing to pay that is on no list yet")]
    NothingToPay,
    /// Somebody else noted it.
    #[error("there is no such list, or somebody has noted already that it was paid")]
    PaidAlready,
    /// Somebody else noted it.
    #[error("this ticket did not win, or somebody has noted already that its prize was handed over")]
    HandedAlready,
    /// There is no such doubt.
    #[error("there is nothing of this kind to look at")]
    UnknownDoubt,
    /// Somebody else decided it.
    #[error("somebody has decided this in the meantime; look at it once more")]
    DoubtDecided,
    /// The result of the challenge is published.
    #[error("the result of this challenge is published, and stays as it is")]
    ResultStays,
}

fn first(problems: &[Problem]) -> String {
    problems.first().map(ToString::to_string).unwrap_or_default()
}
