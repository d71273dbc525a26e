//! Cases as they are played.

use std::rc::Rc;

use domain::pack::Played;
use domain::{Cause, Pack, Ruleset};

use crate::town::{Campaign, Written, pack, walk};

pub const SETTINGS: &str = "[decision_points.evening]\nat = \"17:30\"\n[points.goal_day]\npoints = 10\n";

pub const TEXTS: &str = "[almost]\nvalid_for = \"1d\"\n[almost.ja]\nline = \"あと{left}歩です。\"\nsms = \"荒尾市:あと{left}歩です。\"\n\
                     replies = [{ label = \"あとで\", action = \"later\" }]\n\
                     [evening.ja]\nline = \"夕方です。\"\nsms = \"荒尾市:夕方です。\"\n";

pub const RULES: &str = r#"
fn on_steps(me, event) {
    let goal = me.goal.steps;
    if goal == () { return; }
    if event.steps >= goal { award("goal_day"); } else if event.is_today { nudge("almost", #{ left: goal - event.steps }); }
}
fn on_reply(me, event) {
    if event.action == "later" { flag_for_staff("あとで、とのことです。"); }
    if event.action == "text" { flag_for_staff("読んでください。"); }
}
fn at_evening(me) { if me.days_since("reply") == 0 { nudge("evening"); } }
"#;

/// The campaign with a case.
pub fn with_case(written: &Written, case: &str) -> Pack {
    let mut pack = pack(written);
    pack.files.insert("campaigns/432041/walk/cases.toml".to_owned(), case.to_owned());
    pack
}

pub fn compiled(pack: &Pack) -> Rc<Ruleset> {
    pack.compile().unwrap_or_else(|problems| panic!("{problems:#?}"))
}

pub fn played(pack: &Pack) -> Played {
    let ruleset = compiled(pack);
    let cases = pack.cases(&ruleset).unwrap_or_else(|problems| panic!("{problems:#?}\n{:?}", pack.files));
    assert_eq!(cases.len(), 1);
    let played = cases[0].play(&ruleset);
    assert_eq!(played.problems().cloned().collect::<Vec<_>>(), cases[0].run(&ruleset));
    played
}

#[test]
fn a_case_tells_what_came_when_and_why() {
    let case = "[[case]]\nname = \"x\"\nresident = { birth_year = 1952, reach = [\"line\"], goal = 6000 }\n\
                [[case.step]]\nat = \"2026-11-20 16:00\"\nsteps = 4000\nexpect = [\"nudge almost\"]\nsent = []\n\
                [[case.step]]\nat = \"2026-11-22 9:00\"\nreply = \"later\"\n";
    let mut written = walk(SETTINGS, TEXTS, RULES);
    let settings = "[decision_points.night]\nat = \"18:00\"\n";
    written.campaigns.push(Campaign { name: "other", settings, messages: "", rules: "fn at_night(me) {}" });
    let played = played(&with_case(&written, case));
    let told = |step: usize| {
        let came = played.steps[step].came.iter().map(|came| match &came.cause {
            Some(Cause::Event(event)) => format!("{} {}", came.at.format("%d %H:%M"), event.payload.kind()),
            Some(Cause::Point(due)) => format!("{} {}", came.at.format("%d %H:%M"), due.point),
            None => format!("{} leaves", came.at.format("%d %H:%M")),
        });
        came.collect::<Vec<_>>()
    };
    // In UTC; the other campaign's points are not told.
    let first = told(0);
    assert_eq!(first[first.len() - 3..], ["19 08:30 evening", "20 07:00 ayumi.steps.recorded.v1", "20 07:00 leaves"]);
    assert_eq!(told(1), ["20 08:30 evening", "21 08:30 evening", "22 00:00 ayumi.reply.received.v1"]);
    let [step, next] = &played.steps[..] else { panic!("{played:#?}") };
    assert_eq!((step.line, next.line, played.line), (5, 10, 5));
    assert!(step.decided.as_ref().unwrap().problem.is_none());
    let problem = step.left.as_ref().unwrap().problem.as_ref().unwrap();
    assert_eq!((problem.line, played.problems().collect::<Vec<_>>()), (5, vec![problem]));
    assert!(next.decided.is_none() && next.stated.is_some());
}
