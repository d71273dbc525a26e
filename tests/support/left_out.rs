//! Tests that a machine cannot be asked, since a program of others is not there: each is named, with why. Where the
//! program has to be there, its absence is a failure.

use std::io::Write as _;

/// What a test needs, or `None` with a word which test is left out and why. With `CI` in the environment, or `must` set
/// to 1, it has to be there.
pub fn present<T>(who: &str, must: &str, found: Result<T, String>) -> Option<T> {
    match found {
        Ok(found) => Some(found),
        Err(why) => {
            let needed = std::env::var_os("CI").is_some() || std::env::var(must).is_ok_and(|set| set == "1");
            assert!(!needed, "{who} is not here: {why}");
            let thread = std::thread::current();
            // Not `println!`: what tests print is shown only where they fail, and nobody would learn of it.
            let said = format!("left out: {}: {who} is not here: {why}\n", thread.name().unwrap_or("a test"));
            let _ = std::io::stderr().write_all(said.as_bytes());
            None
        }
    }
}
