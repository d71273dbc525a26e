//! Enrolment into a walking challenge: what a resident's own page would do, as far as a rule may.

use super::{Case, Decision, Detail, Effect, Reason, Trace, Verdict};
use crate::challenge::{Between, Challenge, team_of};
use crate::event::ChallengeJoined;
use crate::sentence::Sentence;

impl Case<'_> {
    /// Makes the resident a member from today on.
    pub(super) fn join(
        &self,
        challenge: &Challenge,
        sensitive: bool,
        decided: &Decision,
        trace: &mut Trace,
    ) -> Result<Effect, Reason> {
        let is_it = |verdict: &Verdict| matches!(&verdict.outcome, Ok(Effect::Join(known, _)) if known.challenge == challenge.name);
        let is_member = team_of(challenge, &self.facts.resident, &self.facts.snapshot).is_some();
        if is_member || decided.verdicts.iter().any(is_it) {
            return Err(Reason::Duplicate);
        }
        match self.team_for(challenge, sensitive) {
            Ok(team) => Ok(Effect::Join(ChallengeJoined { challenge: challenge.name.clone(), team }, self.now())),
            Err(why) => {
                trace.detail = Some(Detail::NotJoined(why));
                Err(Reason::NotAvailable)
            }
        }
    }

    /// The district that the resident walks for, and nothing where everyone walks for themselves.
    fn team_for(&self, challenge: &Challenge, sensitive: bool) -> Result<Option<String>, Sentence> {
        let snapshot = &self.facts.snapshot;
        let team = match challenge.between {
            Between::People => None,
            Between::Districts => Some(snapshot.district().ok_or_else(no_district)?.to_owned()),
            Between::Teams | Between::Workplaces => return Err(no_team()),
        };
        if sensitive {
            return Err(would_tell());
        }
        // Who left has said so; only they themselves come back.
        if snapshot.challenges.get(&challenge.name).is_some() {
            return Err(has_left());
        }
        let today = self.ruleset.city.zone.day(self.now());
        // How many there are is not known here, and makes no difference: only groups that one chooses have a limit.
        challenge.may_join(today, team.as_deref(), 0).map_err(|_| too_late())?;
        Ok(team)
    }
}

fn too_late() -> Sentence {
    Sentence::new("It is too late to join.", "参加の受付は終わりました。")
}

fn no_district() -> Sentence {
    Sentence::new("The resident's district is not known.", "お住まいの地区が登録されていません。")
}

fn no_team() -> Sentence {
    Sentence::new(
        "A team or a workplace is for the resident to choose.",
        "チームや職場は、ご本人が選んで参加されます。",
    )
}

fn would_tell() -> Sentence {
    Sentence::new(
        "What is known of the resident's health led here, and others see who walks.",
        "健康の情報をもとにした参加です。参加していることは、ほかの方にも見えます。",
    )
}

fn has_left() -> Sentence {
    Sentence::new(
        "The resident has been in it and left; only they themselves come back.",
        "一度参加して、やめられています。もう一度の参加は、ご本人が決められます。",
    )
}
