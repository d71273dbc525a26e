//! A message as its resident's own page shows it, behind the sign-in.

use super::Outgoing;
use crate::pack::{City, Link, Wording, without_own_page};

/// What a resident's own page shows of a message that left.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown {
    /// What stands above the text.
    pub title: Option<String>,
    /// The text of the page, or else the one for LINE, or else the one for SMS.
    pub text: String,
    /// What opens with a tap: [`Link::page`] tells whether it is a page of the resident's own.
    pub link: Option<Link>,
    /// Whether a sensitive fact led to it.
    pub sensitive: bool,
}

impl Outgoing {
    /// What its resident's own page shows of it. How to stop, which the city adds to what leaves, is not said there,
    /// nor is the address of the page itself.
    pub fn shown(&self, city: &City) -> Shown {
        let line = self.bodies.line.as_ref();
        let said = || line.map(|line| line.text.as_str()).or(self.bodies.sms.as_deref()).unwrap_or_default();
        let text = match &self.bodies.page {
            Some(page) => page.clone(),
            None => without_own_page(without_how_to_stop(said(), city)),
        };
        Shown {
            title: line.and_then(|line| line.title.clone()),
            text,
            link: line.and_then(|line| line.link.clone()),
            sensitive: self.sensitive,
        }
    }

    /// The message as staff may read it: of one to which a sensitive fact led, what only its resident may know is gone.
    #[must_use]
    pub fn for_staff(mut self) -> Self {
        if self.sensitive {
            self.bodies.page = None;
        }
        self
    }
}

/// A text without the city's words on how to stop, where they stand on a line of their own at its end.
fn without_how_to_stop<'t>(text: &'t str, city: &City) -> &'t str {
    let words = [&city.how_to_stop.sms, &city.how_to_stop.line].into_iter().flatten().flat_map(Wording::all);
    let shorter = words.filter_map(|how| text.trim_end().strip_suffix(how)?.strip_suffix('\n'));
    shorter.min_by_key(|text| text.len()).map_or(text, str::trim_end)
}
