use crate::sentence::Sentence;

/// Whether an SMS follows a message by LINE of which nothing is heard.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Fallback {
    /// It does not.
    #[default]
    Never,
    /// It does, so many hours after LINE took the message.
    Hours(u32),
}

impl Fallback {
    /// Reads `24h` or `never`.
    pub(super) fn read(text: &str) -> Option<Self> {
        if text == "never" {
            return Some(Self::Never);
        }
        let hours = text.strip_suffix('h')?.parse().ok()?;
        (1..=72).contains(&hours).then_some(Self::Hours(hours))
    }

    /// What is wrong with what was written instead.
    pub(super) fn complaint(text: &str) -> Sentence {
        Sentence::new(
            format!("`{text}` is not a time after which an SMS follows; write `24h` (1h to 72h) or `never`"),
            format!("`{text}` は、SMSが続くまでの時間になりません。`24h`（`1h`〜`72h`）か `never` と書いてください。"),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::Fallback;

    #[test]
    fn hours_are_one_to_three_days() {
        assert_eq!(Fallback::read("24h"), Some(Fallback::Hours(24)));
        assert_eq!(Fallback::read("never"), Some(Fallback::Never));
        for text in ["0h", "73h", "24", "1d", "h", ""] {
            assert_eq!(Fallback::read(text), None, "{text}");
        }
    }
}
