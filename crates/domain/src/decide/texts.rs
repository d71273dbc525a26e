//! The texts of a message, values filled in, for the ways that reach the resident.

use super::{Bodies, Case, Detail, FollowUp, LineBody, Reason};
use crate::event::ChannelKind;
use crate::pack::{
    Fallback, Message, Text, Values, first_on_line, is_beyond_sms, sensitive_word, sms_after_line, sms_parts, whole_sms,
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
        let line = self.body(ChannelKind::Line, message, text, values)?.map(|body| LineBody {
            text: if is_first { first_on_line(&body, language, city) } else { body },
            replies: text.replies.iter().map(|reply| (reply.label.clone(), reply.action.clone())).collect(),
        });
        let Some(body) = self.body(ChannelKind::Sms, message, text, values)? else {
            return Ok((Bodies { line, sms: None }, None));
        };
        let fits = |sms: &String| sms_parts(sms) <= message.max_parts && !is_beyond_sms(sms);
        let whole = whole_sms(&body, language, city);
        if !fits(&whole) && line.is_none() {
            return Err((Reason::RuleError, Some(Detail::SmsParts(sms_parts(&whole)))));
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
        Ok((Bodies { line, sms: Some(whole).filter(fits) }, follow_up))
    }

    /// The text for a way, where it reaches the resident.
    fn body(
        &self,
        channel: ChannelKind,
        message: &Message,
        text: &Text,
        values: &Values,
    ) -> Result<Option<String>, Missing> {
        // What has no values was looked through when the pack was read.
        let tells = |body: &str| message.tells || text.has_values() && sensitive_word(body).is_some();
        let is_reached = self.facts.snapshot.way(channel).is_some();
        match text.body(channel, values, &self.ruleset.city).filter(|_| is_reached) {
            None => Ok(None),
            Some(Ok(body)) if tells(&body) => Err((Reason::SensitiveText, Some(Detail::TellsOfHealth))),
            Some(Ok(body)) => Ok(Some(body)),
            Some(Err(missing)) => Err((Reason::RuleError, Some(Detail::NoValue(missing)))),
        }
    }
}
