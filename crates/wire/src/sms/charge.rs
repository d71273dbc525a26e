use crate::echo::clip_to;
use serde_json::Value;

/// What the provider says that a message costs, in its answer to the call and when it is asked again.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Charge {
    /// How many parts it charges for; `None` where it has not counted yet.
    pub parts: Option<u32>,
    /// The price in its own digits, such as `0.07600`; `None` until it is known, which is often after
    /// delivery.
    pub price: Option<String>,
    /// Its currency, such as `USD`.
    pub currency: Option<String>,
}

/// Reads the charge of an answer.
///
/// ```json
/// {"sid": "SM…", "num_segments": "2", "price": "-0.15200", "price_unit": "USD"}
/// ```
///
/// Numbers come as texts, and what we pay as less than nothing; a `0` for parts means not counted yet.
/// What is of another shape is passed over.
pub fn charge(body: &[u8]) -> Charge {
    let answer: Value = serde_json::from_slice(body).unwrap_or_default();
    let text = |name: &str| match answer.get(name)? {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    };
    let is_price = |price: &String| !price.is_empty() && price.bytes().all(|b| b.is_ascii_digit() || b == b'.');
    Charge {
        parts: text("num_segments").and_then(|parts| parts.parse().ok()).filter(|parts| *parts > 0),
        price: text("price").map(|price| clip_to(price.trim_start_matches('-'), 20)).filter(is_price),
        currency: text("price_unit").filter(|unit| unit.len() == 3),
    }
}
