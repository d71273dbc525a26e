//! The Spin side of the shell: its database, its variables, its way out.

mod connection;
mod http;
mod key_value;
mod openid;
mod settings;

pub use connection::{Connection, Patience, connect, connect_with};
pub use http::{Reading, ask, send, send_question};
pub use key_value::{KeyValue, NotKept};
pub use openid::{Fault, Provider, provider_name};
pub use settings::{Missing, Setting, setting};

use chrono::{DateTime, Utc};

/// The host's clock: the one place where the components ask what time it is.
pub fn now() -> DateTime<Utc> {
    std::time::SystemTime::now().into()
}

/// 128 bits that nobody can foresee: the one place where the components ask the host for chance.
pub fn random() -> u128 {
    use spin_sdk::wasip3::random::random::get_random_u64;
    u128::from(get_random_u64()) << 64 | u128::from(get_random_u64())
}
