use domain::Sentence;
use serde::{Deserialize, Serialize};

/// What a question was answered with: a value, or a sentence in its place. Never a number that only looks like one.
///
/// ```json
/// {"known": {"mean": 6120.4}}
/// {"unfit": {"en": "one arm has no rows", "ja": "片方の群に行がありません。"}}
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Answer<T> {
    /// The answer.
    Known(T),
    /// The data cannot answer it: why.
    Unfit(Sentence),
    /// It is about so few people that it could tell of one of them.
    Hidden(Sentence),
    /// It is not shown yet, so that nobody decides by it before the day that the plan names: until when.
    Withheld(Sentence),
}

impl<T> Answer<T> {
    /// The value, where there is one.
    pub fn known(&self) -> Option<&T> {
        match self {
            Self::Known(value) => Some(value),
            _ => None,
        }
    }

    /// What is said in place of a value, where there is none.
    pub fn instead(&self) -> Option<&Sentence> {
        match self {
            Self::Known(_) => None,
            Self::Unfit(said) | Self::Hidden(said) | Self::Withheld(said) => Some(said),
        }
    }

    /// Another value made of this one; what is said in place of a value stays.
    pub fn map<U>(self, made: impl FnOnce(T) -> U) -> Answer<U> {
        self.and_then(|value| Answer::Known(made(value)))
    }

    /// The same where there may be no other value.
    pub fn and_then<U>(self, made: impl FnOnce(T) -> Answer<U>) -> Answer<U> {
        match self {
            Self::Known(value) => made(value),
            Self::Unfit(said) => Answer::Unfit(said),
            Self::Hidden(said) => Answer::Hidden(said),
            Self::Withheld(said) => Answer::Withheld(said),
        }
    }
}

impl<T> From<Result<T, crate::Unfit>> for Answer<T> {
    fn from(result: Result<T, crate::Unfit>) -> Self {
        match result {
            Ok(value) => Self::Known(value),
            Err(unfit) => Self::Unfit(unfit.sentence().clone()),
        }
    }
}
