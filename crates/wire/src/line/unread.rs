use crate::echo::clip_to;

/// Why an answer of LINE's to a question tells nothing.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unread {
    /// LINE refused the question or failed. 429 and 5xx pass; 401 and 403 say that the token is wrong.
    #[error("LINE answered {status}: {said}")]
    Status {
        /// The status.
        status: u16,
        /// LINE's words, 100 characters at most.
        said: String,
    },
    /// It is not what LINE's documents say.
    #[error("LINE answered something else than its documents say")]
    Shape,
}

impl Unread {
    /// Reads a 200 with `read`; any other status is an error.
    pub(super) fn or<T>(
        status: u16,
        body: &[u8],
        read: impl FnOnce(&super::answer::Answer) -> Option<T>,
    ) -> Result<T, Self> {
        let answer = super::answer::Answer::read(body);
        if status != 200 {
            let said = answer.text("/message").unwrap_or("no words");
            return Err(Self::Status { status, said: clip_to(said, 100) });
        }
        read(&answer).ok_or(Self::Shape)
    }
}
