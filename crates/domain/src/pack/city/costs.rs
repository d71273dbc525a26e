use crate::sentence::Sentence;
use serde::Deserialize;

/// What a message costs, for reckoning ahead. No price list is known here: they change, and are a matter of contract.
#[derive(Debug, Clone, Copy, PartialEq, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Costs {
    /// One message by LINE, in yen.
    pub line_message_yen: Option<f64>,
    /// One part of an SMS, in yen.
    pub sms_part_yen: Option<f64>,
}

impl Costs {
    /// What is wrong with costs that are not [sensible](Self::are_sensible).
    pub(super) fn complaint() -> Sentence {
        Sentence::new(
            "a cost is a number of yen from 0 to 1000, such as `3.0`, for one message by LINE or one part of an SMS",
            "料金は、LINE1通、またはSMS1通分の円で、0から1000までの数にしてください（例: `3.0`）。",
        )
    }

    /// Whether they can be costs of a message.
    pub(super) fn are_sensible(&self) -> bool {
        self.line_message_yen.iter().chain(&self.sms_part_yen).all(|yen| (0.0..=1000.0).contains(yen))
    }

    /// The yen for so many messages by LINE and parts of SMS; `None` where a cost that counts is not given.
    pub fn yen(&self, line_messages: u64, sms_parts: u64) -> Option<f64> {
        if self.line_message_yen.is_none() && self.sms_part_yen.is_none() {
            return None;
        }
        let of = |count: u64, cost: Option<f64>| match cost {
            Some(cost) => Some(count as f64 * cost),
            None => (count == 0).then_some(0.0),
        };
        Some(of(line_messages, self.line_message_yen)? + of(sms_parts, self.sms_part_yen)?)
    }
}

#[cfg(test)]
mod tests {
    use super::Costs;

    #[test]
    fn a_sum_is_told_only_where_every_cost_in_it_is_known() {
        let both = Costs { line_message_yen: Some(3.0), sms_part_yen: Some(8.5) };
        assert_eq!(both.yen(10, 2), Some(47.0));
        let line = Costs { sms_part_yen: None, ..both };
        assert_eq!((line.yen(10, 0), line.yen(10, 2)), (Some(30.0), None));
        assert_eq!(Costs::default().yen(0, 0), None);
    }
}
