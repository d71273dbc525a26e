use crate::office::Refusal;
use crate::sql::SqlError;
use domain::Problem;
use domain::replay::{DaysOutOfRange, UnknownCampaign};

/// Why the shell could not do as asked. Mapped to HTTP once, at the doors.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum Error {
    /// No pack was ever published for the city.
    #[error("the city `{0}` is not known here; publish its pack first")]
    UnknownCity(String),
    /// Nothing was ever heard of the resident.
    #[error("nothing is known of the resident `{0}`; post the enrolment first, or look at the id again")]
    UnknownResident(String),
    /// The city's file does not say what residents are told.
    #[error("the city does not link by {0} itself; `[link]` in its `city.toml` says what residents are told")]
    NoLinking(&'static str),
    /// The pack has problems, or its cases fail.
    #[error("the pack has {} problem(s)", .0.len())]
    Pack(Vec<Problem>),
    /// There is no such version to go back to.
    #[error("no version of this city begins with `{0}`")]
    UnknownVersion(String),
    /// Nothing else was ever in force.
    #[error("no other version was in force before; `ayumi versions` lists them")]
    NoEarlierVersion,
    /// More than one version is meant.
    #[error("more than one version of this city begins with `{0}`; write more of the hash")]
    ManyVersions(String),
    /// The database was made by a newer program.
    #[error("the database has schema version {found}, and this program knows up to {known}; use a newer program")]
    NewerDatabase {
        /// The version found.
        found: i64,
        /// The newest this program knows.
        known: i64,
    },
    /// No such upload.
    #[error(
        "there is no upload `{0}`; `ayumi uploads` lists them (`GET /v1/{{city}}/uploads`), whose ids are written whole"
    )]
    UnknownUpload(String),
    /// No such campaign.
    #[error("no campaign is called `{name}`; there are {known}")]
    UnknownCampaign {
        /// What was asked for.
        name: String,
        /// Those in force.
        known: String,
    },
    /// No such reward.
    #[error("there is no reward `{0}` in the version in force")]
    UnknownReward(String),
    /// No such challenge.
    #[error("there is no challenge `{0}` in the version in force")]
    UnknownChallenge(String),
    /// So many days cannot be replayed.
    #[error(transparent)]
    Days(#[from] DaysOutOfRange),
    /// An undo of the same file has begun and not ended.
    #[error("the upload `{0}` is being undone; let `POST /v1/{{city}}/uploads/{0}/undo` end, then send the file again")]
    Undoing(String),
    /// The setting `database` names another engine. Its value may hold a password.
    #[error("the setting `database` names an engine that this program does not have; write `sqlite`")]
    Engine,
    /// Others kept changing the same residents; the sender may try again.
    #[error("the same residents are being changed by other requests; send again in a moment")]
    Contended,
    /// What is stored cannot be read back: the table and column, and never the value, which may
    /// be somebody's.
    #[error("stored data cannot be read: {0}")]
    Corrupt(String),
    /// What staff asked for is not done.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The database failed.
    #[error(transparent)]
    Sql(#[from] SqlError),
}

impl From<UnknownCampaign> for Error {
    fn from(unknown: UnknownCampaign) -> Self {
        Self::UnknownCampaign { name: unknown.name, known: unknown.known }
    }
}

impl Error {
    /// What was stored is not what was written.
    pub(crate) fn corrupt(what: &str) -> Self {
        Self::Corrupt(what.to_owned())
    }
}
