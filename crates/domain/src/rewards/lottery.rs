//! A draw that anyone can verify: who draws is bound before tickets are taken, and cannot choose afterwards.
//!
//! Before the first ticket the city publishes the SHA-256 of a secret seed. After the last one it publishes the seed
//! and the list of tickets. Each ticket's number is HMAC-SHA256 of the seed over the list's own hash and the ticket;
//! the lowest numbers win. Another seed would not have the hash that was published, and since the list is part of each
//! number, nobody who knows the seed can tell before the end which ticket would win; but the last one to take a ticket
//! could, so tickets are random numbers that nobody chooses.

use crate::chance;
use crate::id::CityCode;
use chrono::{DateTime, Utc};
use sha2::{Digest, Sha256};

/// The hash of a seed, published before the first ticket: 64 hexadecimal digits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Commitment(pub String);

/// A ticket, by the id under which it was taken. Whose it is, the list does not tell.
pub type Ticket = String;

/// A ticket that wins, with the number that was drawn for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Won {
    /// The ticket.
    pub ticket: Ticket,
    /// Its number, 32 hexadecimal digits.
    pub number: String,
}

impl Commitment {
    /// The hash of a seed.
    pub fn to(seed: &str) -> Self {
        Self(hex(&Sha256::digest(seed.as_bytes())))
    }

    /// Whether a seed is the one that was committed to.
    pub fn holds(&self, seed: &str) -> bool {
        Self::to(seed) == *self
    }
}

/// The seed of a lottery that is bound since an instant. With the key it can be made again when it is drawn, without it
/// nobody can; a lottery that is bound at another time has another.
pub fn seed(key: &str, city: &CityCode, reward: &str, since: DateTime<Utc>) -> String {
    let since = since.timestamp_millis().to_string();
    format!("{:032x}", chance::digest(key, &["lottery-seed", city.as_str(), reward, &since]))
}

/// The winning tickets, the lowest number first: the same for the same seed and tickets, in whatever order they come.
/// A ticket that is listed twice counts once.
pub fn draw(seed: &str, tickets: &[Ticket], winners: usize) -> Vec<Won> {
    let mut listed: Vec<&Ticket> = tickets.iter().collect();
    listed.sort_unstable();
    listed.dedup();
    let mut list = Sha256::new();
    for ticket in &listed {
        list.update(ticket.as_bytes());
        list.update(b"\n");
    }
    let list = hex(&list.finalize());
    let mut drawn: Vec<(u128, &Ticket)> =
        listed.into_iter().map(|ticket| (chance::digest(seed, &["lottery", &list, ticket]), ticket)).collect();
    drawn.sort_unstable();
    let won = |(number, ticket): (u128, &Ticket)| Won { ticket: ticket.clone(), number: format!("{number:032x}") };
    drawn.into_iter().take(winners).map(won).collect()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_draw_is_drawn_again_as_it_was() {
        let tickets: Vec<Ticket> = (1..=5).map(|number| format!("ticket-{number}")).collect();
        let won: Vec<String> =
            draw("seed", &tickets, 2).into_iter().map(|won| format!("{} {}", won.number, won.ticket)).collect();
        // The same by hmac and hashlib of Python's standard library.
        let expected = ["09612c9a9135deb3152909cfb39fe13e ticket-3", "43d6175db46dd9966c1fbc6763a1050e ticket-2"]
            .map(str::to_owned);
        assert_eq!(won, expected);
        let known = Commitment::to("seed");
        assert_eq!(known.0, "19b25856e1c150ca834cffc8b59b23adbd0ec0389e58eb22b3b64768098d002b");
        assert!(known.holds("seed") && !known.holds("Seed"));
    }

    #[test]
    fn each_lottery_has_a_seed_of_its_own() {
        let (arao, other): (CityCode, CityCode) = ("432041".parse().unwrap(), "432059".parse().unwrap());
        let since = DateTime::UNIX_EPOCH;
        let mut seeds = vec![
            seed("key", &arao, "rice", since),
            seed("yek", &arao, "rice", since),
            seed("key", &other, "rice", since),
            seed("key", &arao, "bath", since),
            seed("key", &arao, "rice", since + chrono::TimeDelta::milliseconds(1)),
        ];
        assert_eq!(seeds[0], seed("key", &arao, "rice", since));
        seeds.sort();
        seeds.dedup();
        assert_eq!(seeds.len(), 5);
    }

    proptest! {
        #[test]
        fn neither_order_nor_repetition_helps(tickets in prop::collection::vec("[a-z]{1,6}", 0..30), winners in 0..10_usize) {
            let mut other: Vec<Ticket> = tickets.iter().rev().cloned().collect();
            other.extend(tickets.first().cloned());
            let drawn = draw("s", &tickets, winners);
            prop_assert_eq!(&drawn, &draw("s", &other, winners));
            let mut distinct = tickets.clone();
            distinct.sort();
            distinct.dedup();
            prop_assert_eq!(drawn.len(), winners.min(distinct.len()));
        }
    }
}
