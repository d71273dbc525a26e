use domain::Sentence;

/// Why data gives no answer: what was found, and what to do about it. In place of a number, always.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unfit(Sentence);

impl Unfit {
    /// The same in English and in Japanese.
    pub fn new(en: impl Into<String>, ja: impl Into<String>) -> Self {
        Self(Sentence::new(en, ja))
    }

    /// In the words of who reads it.
    pub fn sentence(&self) -> &Sentence {
        &self.0
    }
}

impl std::fmt::Display for Unfit {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0.en)
    }
}

impl std::error::Error for Unfit {}
