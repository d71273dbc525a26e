//! Input that is said back in a message: short, and on one line.

/// The first 100 characters, without control characters.
pub(crate) fn clip(text: &str) -> String {
    clip_to(text, 100)
}

/// The first `most` characters, without control characters.
pub(crate) fn clip_to(text: &str, most: usize) -> String {
    text.chars().filter(|c| !c.is_control()).take(most).collect()
}
