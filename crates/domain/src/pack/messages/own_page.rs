//! The way from a message to the resident's own pages. Its address is another for each, and opens for a week, so a
//! text keeps a mark in its place until it leaves.

use serde::Deserialize;

/// A page of a resident's own, behind the sign-in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OwnPage {
    /// Where all of it begins.
    Home,
    /// The health notebook.
    Notebook,
    /// The goal.
    Goal,
    /// The walking challenge.
    Challenge,
    /// Points, and how they came.
    Points,
    /// What points are spent on.
    Rewards,
    /// Messages that were sent.
    Messages,
    /// What the resident chooses: topics, times, ways, a pause.
    Choices,
}

/// The name of the value that leads to the resident's own pages.
pub(super) const NAME: &str = "my_page";

/// What stands in a text, and in a link, until it leaves.
const MARK: &str = "{my_page}";

/// What stands in the place of the address where a text is measured or shown: the service's own is not known to a pack.
pub(crate) const SAMPLE: &str = "https://ayumi.example.jp/me/432041/open?t=AWwd4jgAaGFuYWtvX3M3Uk2mQx0vKpT9zLbYc1Eo";

impl OwnPage {
    const ALL: [Self; 8] = [
        Self::Home,
        Self::Notebook,
        Self::Goal,
        Self::Challenge,
        Self::Points,
        Self::Rewards,
        Self::Messages,
        Self::Choices,
    ];

    /// Its name in packs and in addresses.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Home => "home",
            Self::Notebook => "notebook",
            Self::Goal => "goal",
            Self::Challenge => "challenge",
            Self::Points => "points",
            Self::Rewards => "rewards",
            Self::Messages => "messages",
            Self::Choices => "choices",
        }
    }

    /// The page of a name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|page| page.as_str() == name)
    }

    /// What a link to it has for its address until it leaves.
    pub(super) fn mark(self) -> String {
        match self {
            Self::Home => MARK.to_owned(),
            page => format!("{MARK}&to={}", page.as_str()),
        }
    }

    /// The page that such an address leads to.
    pub(super) fn marked(url: &str) -> Option<Self> {
        match url.strip_prefix(MARK)? {
            "" => Some(Self::Home),
            to => Self::named(to.strip_prefix("&to=")?),
        }
    }
}

/// Whether a text leads to the resident's own pages.
pub fn leads_to_own_page(text: &str) -> bool {
    text.contains(MARK)
}

/// A text with the address of the resident's own pages in it.
pub fn with_own_page(text: &str, address: &str) -> String {
    text.replace(MARK, address)
}

/// A text as long as it will be, to be measured or shown.
pub fn with_sample_page(text: &str) -> String {
    with_own_page(text, SAMPLE)
}

/// A text for who is on these pages already: the address is not in it, nor lines on which nothing else stood.
pub(crate) fn without_own_page(text: &str) -> String {
    if !leads_to_own_page(text) {
        return text.to_owned();
    }
    let lines = text.lines().filter_map(|line| {
        let rest = line.replace(MARK, "");
        let is_bare = leads_to_own_page(line) && rest.trim().is_empty();
        (!is_bare).then(|| rest.trim_end().to_owned())
    });
    lines.collect::<Vec<_>>().join("\n").trim_end().to_owned()
}

/// Whether a letter stands right behind the mark, which phones would take for a part of the address.
pub(super) fn is_run_into(text: &str) -> bool {
    text.split(MARK).skip(1).any(|after| after.chars().next().is_some_and(|next| !next.is_whitespace()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_names_its_page_until_it_leaves() {
        for page in OwnPage::ALL {
            assert_eq!(OwnPage::marked(&page.mark()), Some(page));
        }
        assert_eq!(
            with_own_page(&OwnPage::Notebook.mark(), "https://a.jp/open?t=x"),
            "https://a.jp/open?t=x&to=notebook"
        );
        for other in ["https://www.city.arao.lg.jp/", "{my_page}/", "{my_page}&to=", "{my_page}&to=nowhere", "tel:119"]
        {
            assert_eq!(OwnPage::marked(other), None, "{other}");
        }
    }

    #[test]
    fn the_sample_is_as_long_as_a_ticket() {
        let (_, ticket) = SAMPLE.split_once("t=").unwrap_or_default();
        assert_eq!((ticket.len(), ticket.is_ascii()), (40, true));
        assert_eq!(with_sample_page("こちら {my_page}"), format!("こちら {SAMPLE}"));
    }

    #[test]
    fn on_the_page_itself_no_address_is_left() {
        assert_eq!(
            without_own_page("歩きました。\nくわしくは\n{my_page}\n\nまた。"),
            "歩きました。\nくわしくは\n\nまた。"
        );
        assert_eq!(without_own_page("記録は {my_page}\n"), "記録は");
        assert_eq!(without_own_page("歩きました。\n"), "歩きました。\n");
    }

    #[test]
    fn what_stands_right_behind_is_found() {
        for good in ["{my_page}", "a {my_page}\nb", "{my_page} へ", "{my_page}　へ", "なし"] {
            assert!(!is_run_into(good), "{good}");
        }
        for bad in ["{my_page}へ", "{my_page} {my_page}。", "{my_page}/a"] {
            assert!(is_run_into(bad), "{bad}");
        }
    }
}
