//! How far ahead a script reaches: what it decided some time ago may hold still.

use super::proposals::{GOAL_DAYS, SCHEDULE_DAYS};

/// What of a script's work outlives the day on which it was done, as far as its text tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Reach {
    /// For how many days the longest of its goals holds; `None` where it sets none.
    pub goals: Option<i64>,
    /// How many days ahead it schedules at most; `None` where it schedules nothing.
    pub schedules: Option<i64>,
    /// Whether it may look at a resident's points.
    pub reads_points: bool,
}

impl Reach {
    /// Of a script's text. Where the number of days is no plain number, the most that is allowed.
    pub(super) fn of(text: &str) -> Self {
        let goals = calls(text, "set_goal").map(|values| {
            let days = values.rsplit_once(',').and_then(|(_, days)| days.trim().parse().ok());
            days.unwrap_or(GOAL_DAYS)
        });
        let schedules = calls(text, "schedule").map(|values| {
            let days = values.split_once("days").and_then(|(_, rest)| rest.trim_start().strip_prefix(':'));
            let days = days.and_then(|rest| rest.split([',', '}']).next()?.trim().parse().ok());
            days.unwrap_or(SCHEDULE_DAYS)
        });
        Self { goals: goals.max(), schedules: schedules.max(), reads_points: text.contains(".points") }
    }

    /// Of two scripts, one of which calls the other.
    pub(super) fn and(self, other: Self) -> Self {
        Self {
            goals: self.goals.max(other.goals),
            schedules: self.schedules.max(other.schedules),
            reads_points: self.reads_points || other.reads_points,
        }
    }
}

/// What stands between the brackets wherever a function is called.
fn calls<'t>(text: &'t str, name: &'t str) -> impl Iterator<Item = String> + 't {
    text.split(name).skip(1).filter_map(|rest| {
        let mut depth = 1;
        let within = rest.trim_start().strip_prefix('(')?.chars().take_while(move |c| {
            depth += match c {
                '(' => 1,
                ')' => -1,
                _ => 0,
            };
            depth > 0
        });
        Some(within.collect())
    })
}

#[cfg(test)]
mod tests {
    use super::Reach;

    #[test]
    fn days_are_read_off_the_text() {
        let text = r#"
fn on_reply(me, event) {
    if event.action == "set_goal" { set_goal("steps_per_day", max(me.steps, 100), 28); }
    set_goal ("steps_per_day", 5000, 7);
    schedule("review", #{ days: 14, at: "10:00" });
}"#;
        assert_eq!(Reach::of(text), Reach { goals: Some(28), schedules: Some(14), reads_points: false });
        assert_eq!(Reach::of("set_goal(\"steps_per_day\", 1, n)").goals, Some(365));
        assert_eq!(Reach::of("schedule(p, when); me.points").schedules, Some(365));
        assert_eq!(Reach::of("nudge(\"set_goal\");"), Reach::default());
    }
}
