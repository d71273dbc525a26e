//! The texts of a message, values filled in, for the ways that reach the resident.

use super::{Bodies, Case, Detail, FollowUp, LineBody, Reason};
use crate::event::ChannelKind;
use crate::pack::{
    Fallback, Message, Text, Values, first_on_line, sensitive_word, sms_after_line, sms_parts, whole_sms,
    with_sample_page,
};
use crate::resident::MessageRecord;

/// Why there is no text, whichever way.
type Missing = (Reason, Option<Detail>);

impl Case<'_> {
    /// The texts for the ways that reach the resident, and the SMS that may follow the one by LINE.
    pub(super) fn texts(
        &self,
        message: &Message,
        values: &Values,
        just_said: &[MessageRecord],
    ) -> Result<(Bodies, Option<FollowUp>), Missing> {
        let Some((language, text)) = message.text(self.facts.snapshot.language()) else {
            return Ok((Bodies::default(), None));
        };
        let city = &self.ruleset.city;
        // Who was never written to learns how it ends.
        let is_first = self.facts.snapshot.messages.is_empty() && just_said.is_empty();
        let line = match self.body(ChannelKind::Line, message, text, values)? {
            None => None,
            Some(body) => {
                let title = text.heading(values, city).transpose().map_err(lacking)?;
                if title.as_deref().is_some_and(|title| self.tells(message, text, title)) {
                    return Err((Reason::SensitiveText, Some(Detail::TellsOfHealth)));
                }
                let said = if is_first { first_on_line(&body, language, city) } else { body };
                Some(LineBody::new(text, title, said))
            }
        };
        let page = text.own(values, city).transpose().map_err(lacking)?;
        let Some(body) = self.body(ChannelKind::Sms, message, text, values)? else {
            return Ok((Bodies { line, sms: None, page }, None));
        };
        let fits = |sms: &String| message.excess(sms).is_none();
        let whole = whole_sms(&body, language, city);
        if !fits(&whole) && line.is_none() {
            return Err((Reason::RuleError, Some(Detail::SmsParts(sms_parts(&with_sample_page(&whole))))));
        }
        let follow_up = match self.campaign.fallback.unwrap_or(city.fallback) {
            Fallback::Hours(hours)
                if line.is_some() && self.facts.snapshot.ways().first() == Some(&ChannelKind::Line) =>
            {
                sms_after_line(&body, language, city).filter(fits).map(|text| FollowUp { hours, text })
            }
            _ => None,
        };
        // What is too long for one way may go by the other.
        Ok((Bodies { line, sms: Some(whole).filter(fits), page }, follow_up))
    }

    /// Whether a text tells of health. What has no values was looked through when the pack was read.
    fn tells(&self, message: &Message, text: &Text, said: &str) -> bool {
        let find = || sensitive_word(said).is_some();
        message.tells
            || text.has_values() && self.context.rulesets.memo.as_ref().map_or_else(find, |memo| memo.tells(said, find))
    }

    /// The text for a way, where it reaches the resident.
    fn body(
        &self,
        channel: ChannelKind,
        message: &Message,
        text: &Text,
        values: &Values,
    ) -> Result<Option<String>, Missing> {
        let is_reached = self.facts.snapshot.way(channel).is_some();
        match text.body(channel, values, &self.ruleset.city).filter(|_| is_reached) {
            None => Ok(None),
            Some(Ok(body)) if self.tells(message, text, &body) => {
                Err((Reason::SensitiveText, Some(Detail::TellsOfHealth)))
            }
            Some(Ok(body)) => Ok(Some(body)),
            Some(Err(missing)) => Err(lacking(missing)),
        }
    }
}

fn lacking(value: String) -> Missing {
    (Reason::RuleError, Some(Detail::NoValue(value)))
}
