//! Whose phones there are, and in what state.

use crate::phone::entry::{Channel, Entry};
use crate::phone::faults::NumberTrouble;
use crate::phone::state::Inner;

/// How many addresses without a resident are listed: a benchmark writes to thousands.
const STRANGERS_SHOWN: usize = 12;

/// One phone.
pub(super) struct Person {
    /// What names it in the page's address.
    pub(super) key: String,
    pub(super) label: String,
    pub(super) note: String,
    pub(super) line: Option<String>,
    pub(super) sms: Option<String>,
    /// An address that belongs to no resident on the list.
    pub(super) stranger: bool,
}

/// What a badge says.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum State {
    Blocked,
    Unsubscribed,
    Unreachable,
    Unlinked,
}

impl Person {
    /// The chat to show: LINE first, SMS when asked for or when there is nothing else.
    pub(super) fn channel(&self, asked: Option<&str>) -> Option<(Channel, &str)> {
        let line = self.line.as_deref().map(|user| (Channel::Line, user));
        let sms = self.sms.as_deref().map(|number| (Channel::Sms, number));
        if asked == Some("sms") { sms.or(line) } else { line.or(sms) }
    }

    pub(super) fn states(&self, inner: &Inner) -> Vec<State> {
        let mut states = Vec::new();
        if self.line.is_none() && self.sms.is_none() {
            states.push(State::Unlinked);
        }
        if self.line.as_deref().is_some_and(|user| inner.faults.is_blocked(user)) {
            states.push(State::Blocked);
        }
        match self.sms.as_deref().and_then(|number| inner.faults.number_trouble(number)) {
            Some(NumberTrouble::Unsubscribed) => states.push(State::Unsubscribed),
            Some(_) => states.push(State::Unreachable),
            None => {}
        }
        states
    }

    /// The last lines over all of this person's channels, oldest first.
    pub(super) fn last(&self, inner: &Inner, limit: usize) -> Vec<Entry> {
        let both = [(Channel::Line, &self.line), (Channel::Sms, &self.sms)];
        let mut lines: Vec<Entry> = both
            .into_iter()
            .filter_map(|(channel, address)| Some(inner.thread(channel, address.as_deref()?, limit)))
            .flatten()
            .collect();
        lines.sort_by_key(Entry::seq);
        let surplus = lines.len().saturating_sub(limit);
        lines.drain(..surplus);
        lines
    }
}

/// The residents in their order, then the liveliest addresses that are none of theirs.
pub(super) fn people(inner: &Inner) -> Vec<Person> {
    let residents = inner.residents();
    let is_known = |address: &String| {
        residents
            .iter()
            .any(|resident| [&resident.line_user, &resident.phone_number].into_iter().flatten().any(|a| a == address))
    };
    let strangers: Vec<Person> = inner
        .record()
        .addresses()
        .into_iter()
        .filter(|(_, address)| !is_known(address))
        .take(STRANGERS_SHOWN)
        .map(|(channel, address)| stranger(channel, address))
        .collect();
    let residents = residents.iter().enumerate().map(|(place, resident)| Person {
        key: (place + 1).to_string(),
        label: resident.label.clone(),
        note: resident.note.clone(),
        line: resident.line_user.clone(),
        sms: resident.phone_number.clone(),
        stranger: false,
    });
    residents.chain(strangers).collect()
}

fn stranger(channel: Channel, address: String) -> Person {
    let label = match channel {
        Channel::Line => format!("{}…", address.chars().take(9).collect::<String>()),
        Channel::Sms => address.clone(),
    };
    let (line, sms) = match channel {
        Channel::Line => (Some(address.clone()), None),
        Channel::Sms => (None, Some(address.clone())),
    };
    Person { key: address, label, note: String::new(), line, sms, stranger: true }
}

/// The person that a key names: a resident by number, anybody by address.
pub(super) fn find(inner: &Inner, key: &str) -> Option<Person> {
    if let Some(person) = people(inner).into_iter().find(|person| person.key == key) {
        return Some(person);
    }
    if crate::phone::line_checks::is_user_id(key) {
        return Some(stranger(Channel::Line, key.to_owned()));
    }
    key.starts_with('+').then(|| stranger(Channel::Sms, key.to_owned()))
}
