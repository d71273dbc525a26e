//! A version against itself differs in nothing, and does what was really done.

use domain::replay::{Pair, Plan, Report};
use std::collections::BTreeMap;

use super::given::{DAYS, Lives, city, pack, shown};

/// How often each thing came out so: messages that left, what was withheld, points.
type Outcomes = BTreeMap<String, i64>;

/// What was really decided for a campaign within a plan's window.
async fn recorded(city: &Lives, plan: &Plan) -> Outcomes {
    let (from, until) = plan.span();
    let (campaign, from, until) = (plan.campaign(), from.timestamp_millis(), until.timestamp_millis());
    let since = domain::MessageId::first_of(plan.span().0);
    let queries = [
        format!(
            "SELECT 'said', resident, message, occasion, 1 FROM outbox WHERE campaign = '{campaign}' AND id >= '{since}' \
             AND state = 'accepted'"
        ),
        format!(
            "SELECT outcome, resident, name, at, 1 FROM decisions WHERE campaign = '{campaign}' AND at >= {from} \
             AND at < {until} AND outcome <> 'allowed'"
        ),
        format!(
            "SELECT 'points', resident, award, period, points FROM points WHERE campaign = '{campaign}' AND at >= {from} \
             AND at < {until}"
        ),
    ];
    let mut outcomes = Outcomes::new();
    for query in queries {
        for row in city.rows(&query).await {
            let key = row[..4].iter().map(shown).collect::<Vec<_>>().join(" ");
            *outcomes.entry(key).or_default() += shown(&row[4]).parse::<i64>().unwrap();
        }
    }
    outcomes
}

/// The same of what was lived through again.
async fn replayed(city: &Lives, plan: &Plan) -> Outcomes {
    let mut outcomes = Outcomes::new();
    for lived in city.lives(plan).await {
        assert_eq!(lived.led.live, lived.led.new);
        let (who, led) = (&lived.resident, &lived.led.live);
        let said = led.said.iter().map(|said| (format!("said {who} {} {}", said.message, said.occasion), 1));
        let withheld = led
            .withheld
            .iter()
            .map(|one| (format!("{} {who} {} {}", one.reason, one.name, one.at.timestamp_millis()), 1));
        let points = led.entered.iter().map(|one| (format!("points {who} {} {}", one.award, one.period.0), one.points));
        for (key, times) in said.chain(withheld).chain(points) {
            *outcomes.entry(key).or_default() += times;
        }
    }
    outcomes
}

#[tokio::test]
async fn a_replay_of_the_live_version_does_what_was_done() {
    let city = Lives::lived().await;
    let pack = pack();
    for campaign in ["step_goal", "welcome", "notebook_habit", "taking_part"] {
        for days in [DAYS, 20, 7] {
            let plan = city.plan(campaign, &pack, days).await;
            let (really, again) = (recorded(&city, &plan).await, replayed(&city, &plan).await);
            let gone: Vec<_> = really.iter().filter(|known| again.get(known.0) != Some(known.1)).collect();
            let new: Vec<_> = again.iter().filter(|known| really.get(known.0) != Some(known.1)).collect();
            assert!(gone.is_empty() && new.is_empty(), "{campaign}, {days} days: {gone:#?} are not {new:#?}");
            assert!(really.len() > 20 || campaign != "step_goal", "{really:?}");
        }
    }
}

#[tokio::test]
async fn slices_add_up_and_write_nothing() {
    let lives = Lives::lived().await;
    let plan = lives.plan("step_goal", &pack(), DAYS).await;
    let stored = lives.count("SELECT total_changes()").await;
    let mut sums = Vec::new();
    for size in [1, 4, 100] {
        let mut sum = Report::default();
        for span in shell::replay::spans(&lives.sql, &city(), size).await.unwrap() {
            let part = shell::replay::slice(&lives.sql, &lives.cache, &city(), &plan, &span).await.unwrap();
            assert_eq!(part.residents, span.residents);
            sum += part;
        }
        sums.push(sum);
    }
    assert_eq!(sums[0], sums[1]);
    assert_eq!(sums[1], sums[2]);
    let sum = sums.remove(0);
    assert_eq!((sum.residents, sum.touched), (6, 0));
    assert!(sum.total.live > 20 && sum.total.added + sum.total.removed + sum.total.changed == 0, "{sum:#?}");
    assert_eq!(sum.unanswered, Pair::default());
    assert_eq!(lives.count("SELECT total_changes()").await, stored);
}
