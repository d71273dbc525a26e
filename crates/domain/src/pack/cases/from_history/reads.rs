use crate::pack::Pack;
use crate::rules;

/// What a campaign's rules read, as far as their text tells: what nobody reads stays out of a case.
pub(super) struct Reads {
    text: String,
}

impl Reads {
    /// The campaign's own script, with the shared functions that it reaches.
    pub(super) fn of(pack: &Pack, campaign: &str) -> Self {
        let own = pack.files.get(&pack.campaign_path(campaign, "rules.rhai")).map_or("", String::as_str);
        let lent = rules::lent(own, &rules::shared(pack));
        Self {
            text: std::iter::once(own).chain(lent.values().map(String::as_str)).map(|text| code(text) + "\n").collect(),
        }
    }

    /// Whether a fact or a function is named.
    pub(super) fn names(&self, name: &str) -> bool {
        self.text.contains(name)
    }

    fn any(&self, names: &[&str]) -> bool {
        names.iter().any(|name| self.names(name))
    }

    pub(super) fn steps(&self) -> bool {
        let days = ["steps_ago(", "average_steps(", "days_with_steps(", "goal_days(", ".streak"];
        self.any(&["fn on_steps(", ".steps", "days_since(\"steps\")"]) || self.any(&days)
    }

    pub(super) fn notebook(&self) -> bool {
        self.any(&["fn on_notebook(", "notebook_days", "days_since(\"notebook\")"])
    }

    pub(super) fn visits(&self) -> bool {
        self.any(&["fn on_visit(", ".visits(", "days_since(\"visit\")"])
    }

    pub(super) fn stamps(&self) -> bool {
        self.names("fn on_stamp(")
    }

    pub(super) fn goals(&self) -> bool {
        self.any(&["fn on_goal(", ".goal", ".streak"])
    }

    pub(super) fn forecasts(&self) -> bool {
        self.any(&["fn on_forecast(", ".worst(", ".has("])
    }

    pub(super) fn checkups(&self) -> bool {
        self.any(&["fn on_checkup(", ".checkup(", ".item(", ".has_item(", "days_since(\"checkup\")"])
    }

    pub(super) fn guidance(&self) -> bool {
        self.any(&["fn on_guidance(", "days_since(\"guidance\")"])
    }

    /// Whether the rules look at the date itself, which is another in a case.
    pub(super) fn dates(&self) -> bool {
        self.any(&["now.month", "now.day", "event.date"])
    }
}

/// A script without what is written for people.
fn code(text: &str) -> String {
    text.lines().map(|line| line.split("//").next().unwrap_or_default()).collect::<Vec<_>>().join("\n")
}
