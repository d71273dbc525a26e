//! The record: what arrived at the phones and what was answered, newest last, within a bound.

use std::collections::{HashMap, VecDeque};
use std::sync::Arc;

use super::entry::{Channel, Entry, Message, Reply};
use super::webhook::Delivery;

type Threads = HashMap<String, VecDeque<Entry>>;

/// The memory behind the page. Every chat is indexed, so that a page costs its own length
/// and not the city's.
#[derive(Default)]
pub(super) struct Record {
    all: VecDeque<Entry>,
    line: Threads,
    sms: Threads,
    last: u64,
    keep: usize,
}

impl Record {
    pub(super) fn new(keep: usize) -> Self {
        Self { keep: keep.max(1), ..Self::default() }
    }

    /// Adds what `make` builds from its place in the order.
    pub(super) fn add(&mut self, make: impl FnOnce(u64) -> Entry) -> u64 {
        self.last += 1;
        let entry = make(self.last);
        if let Some((channel, address)) = entry.thread() {
            let address = address.to_owned();
            self.threads(channel).entry(address).or_default().push_back(entry.clone());
        }
        self.all.push_back(entry);
        while self.all.len() > self.keep {
            if let Some(oldest) = self.all.pop_front() {
                self.forget(&oldest);
            }
        }
        self.last
    }

    /// Notes how the service took a reply.
    pub(super) fn delivered(&mut self, seq: u64, delivery: &Delivery) {
        let place = self.all.partition_point(|entry| entry.seq() < seq);
        let Some(Entry::Reply(reply)) = self.all.get(place) else {
            return;
        };
        let reply = Arc::new(Reply { delivery: Some(delivery.clone()), ..Reply::clone(reply) });
        if let Some(entry) = self.all.get_mut(place) {
            *entry = Entry::Reply(Arc::clone(&reply));
        }
        if let Some(thread) = self.threads(reply.channel).get_mut(&reply.from) {
            let place = thread.partition_point(|entry| entry.seq() < seq);
            if let Some(entry) = thread.get_mut(place) {
                *entry = Entry::Reply(reply);
            }
        }
    }

    pub(super) fn messages(&self) -> Vec<Arc<Message>> {
        self.all
            .iter()
            .filter_map(|entry| match entry {
                Entry::Message(message) => Some(Arc::clone(message)),
                Entry::Reply(_) => None,
            })
            .collect()
    }

    /// The last `limit` lines of one chat, oldest first.
    pub(super) fn thread(&self, channel: Channel, address: &str, limit: usize) -> Vec<Entry> {
        let threads = if channel == Channel::Line { &self.line } else { &self.sms };
        threads
            .get(address)
            .map_or_else(Vec::new, |thread| thread.iter().skip(thread.len().saturating_sub(limit)).cloned().collect())
    }

    /// Addresses of all chats, the liveliest first.
    pub(super) fn addresses(&self) -> Vec<(Channel, String)> {
        let line = self.line.iter().map(|(address, thread)| (Channel::Line, address, thread));
        let sms = self.sms.iter().map(|(address, thread)| (Channel::Sms, address, thread));
        let mut chats: Vec<_> = line
            .chain(sms)
            .map(|(channel, address, thread)| (thread.back().map(Entry::seq), channel, address))
            .collect();
        chats.sort_unstable_by(|one, other| other.cmp(one));
        chats.into_iter().map(|(_, channel, address)| (channel, address.clone())).collect()
    }

    fn threads(&mut self, channel: Channel) -> &mut Threads {
        match channel {
            Channel::Line => &mut self.line,
            Channel::Sms => &mut self.sms,
        }
    }

    fn forget(&mut self, oldest: &Entry) {
        let Some((channel, address)) = oldest.thread() else {
            return;
        };
        let threads = self.threads(channel);
        if let Some(thread) = threads.get_mut(address) {
            thread.pop_front();
            if thread.is_empty() {
                threads.remove(address);
            }
        }
    }
}
