use super::looks::date;
use super::words::{number, outcome, whole};
use crate::record::Shape;
use crate::report::{
    About, Answer, Arm, Asked, Design, DesignKind, Estimate, Measure, PlanShown, Rows, Stage, Standing, Told,
};
use domain::Sentence;
use domain::pack::Proximal;

pub(in crate::report) fn report(asked: &Asked, stage: Stage) -> About {
    let standing = if asked.is_planned() { Standing::Planned } else { Standing::Exploratory };
    let plan = asked.plan.as_ref();
    let same = |text: &String| Sentence::new(text.clone(), text.clone());
    About {
        city: asked.city.clone(),
        city_name: asked.city_name.clone(),
        campaign: asked.campaign.clone(),
        title: asked.title.clone(),
        standing,
        stage,
        from: asked.from,
        until: asked.until,
        question: plan.map_or_else(|| question(asked), |plan| same(&plan.question)),
        estimand: plan.map_or_else(|| estimand(asked), |plan| same(&plan.estimand)),
        design: Design { kind: asked.kind, arms: arms(asked), says: design(asked) },
        outcome: measure(asked),
        plan: plan.map(|plan| PlanShown {
            hash: plan.hash.clone(),
            sealed_on: plan.sealed_on,
            start: asked.from,
            last_day: asked.until,
            final_on: Some(plan.last_look),
        }),
        changes: plan.map(|plan| plan.changes.clone()).unwrap_or_default(),
        says: vec![sealed(asked)],
    }
}

fn arms(asked: &Asked) -> Vec<Arm> {
    if asked.kind == DesignKind::Nothing { Vec::new() } else { asked.arms.to_vec() }
}

fn measure(asked: &Asked) -> Measure {
    let proximal = &asked.outcome.proximal;
    let (en, ja) = match proximal {
        Proximal::VisitWithinDays { .. } if asked.rows != Rows::Points => {
            ("each of a person's weeks: whether there was one", "お一人ずつの1週間ごと（一度でもあったか）")
        }
        _ if asked.rows != Rows::Points => (
            "each of a person's weeks: the mean of the days that are known",
            "お一人ずつの1週間ごと（分かっている日の平均）",
        ),
        Proximal::StepsSameDay | Proximal::GoalReachedSameDay => {
            ("the civil day of the decision point", "判断時点の日の0時から24時まで")
        }
        Proximal::StepsNextDay => ("the civil day after it", "判断時点の次の日の0時から24時まで"),
        Proximal::NotebookWithinDays { .. } | Proximal::ReplyWithinHours { .. } => {
            ("from when the decision point was due", "判断時点から")
        }
        Proximal::VisitWithinDays { .. } => ("from the day of the decision point", "判断時点の日から"),
    };
    let unit = if asked.is_binary() { Sentence::new("share", "割合") } else { Sentence::new("steps", "歩") };
    Measure {
        name: proximal.as_str().to_owned(),
        title: outcome(asked),
        unit,
        binary: asked.is_binary(),
        log: asked.is_log(),
        cap: asked.outcome.cap.map(|cap| cap as f64),
        window: Sentence::new(en, ja),
    }
}

fn question(asked: &Asked) -> Sentence {
    let name = outcome(asked);
    Sentence::new(
        format!(
            "Do the messages of this campaign change {}? (No plan says so; this is what its design can ask.)",
            name.en
        ),
        format!(
            "この取り組みの声かけで、{}は変わるか。（計画がないため、割り付け方から問えることを書いています。）",
            name.ja
        ),
    )
}

fn estimand(asked: &Asked) -> Sentence {
    let name = outcome(asked);
    let (en, ja) = match asked.kind {
        DesignKind::DecisionPoints => (
            "between sending and not sending a message, over decision points at which the person could be written to",
            "送れる状態だった判断時点での、送った場合と送らなかった場合の差の平均",
        ),
        DesignKind::People => (
            "between people of the two arms, as they were drawn",
            "割り付けのとおりにくらべた、二つのグループの方の差の平均",
        ),
        DesignKind::Clusters => (
            "between people of clusters of the two arms, as they were drawn",
            "割り付けのとおりにくらべた、二つのグループの地区・チームの方の差の平均",
        ),
        DesignKind::SteppedRollout => (
            "between districts that had begun and those that had not, in the same period",
            "同じ期間での、始めた地区とまだの地区の差の平均",
        ),
        DesignKind::Nothing => {
            ("that cannot be told without a draw", "くじによる割り付けがないため、効果は計算できません")
        }
    };
    Sentence::new(format!("The mean difference in {} {en}.", name.en), format!("{}について、{ja}。", name.ja))
}

fn design(asked: &Asked) -> Sentence {
    let [without, with] = &asked.arms;
    let p = with.probability.map_or_else(|| "?".to_owned(), |p| number(p, 2));
    match asked.kind {
        DesignKind::DecisionPoints => Sentence::new(
            format!(
                "At each decision point a draw decides whether the message is sent (probability {p}). The same person has decision points of both kinds."
            ),
            format!(
                "判断時点ごとに、送るかどうかをくじ（確率{p}）で決めます。同じ方に、送ったときと送らなかったときの両方があります。"
            ),
        ),
        DesignKind::People if asked.rows == Rows::Holdout => Sentence::new(
            format!(
                "Of everyone who agreed, some were drawn once and get no message of any campaign; the others (probability {p}) do."
            ),
            format!(
                "同意された方の中から、一度だけくじで、どの取り組みの声かけもしない方を決めます。ほかの方（確率{p}）には声をかけます。"
            ),
        ),
        DesignKind::People => Sentence::new(
            format!("Each person is drawn into an arm once: `{}` (probability {p}) or `{}`.", with.key, without.key),
            format!("一人ひとりを、一度だけくじで「{}」（確率{p}）か「{}」に分けます。", with.key, without.key),
        ),
        DesignKind::Clusters => Sentence::new(
            format!("Whole districts or teams are drawn into an arm once: `{}` or `{}`.", with.key, without.key),
            format!("地区やチームをまるごと、一度だけくじで「{}」か「{}」に分けます。", with.key, without.key),
        ),
        DesignKind::SteppedRollout => Sentence::new(
            "Districts begin one after the other, in an order that was drawn.",
            "くじで決めた順に、地区ごとに始めます。",
        ),
        DesignKind::Nothing => Sentence::new(
            "Nothing is drawn: everybody whom the rules choose is written to.",
            "くじは引かず、ルールで選ばれた方の全員に送ります。",
        ),
    }
}

fn sealed(asked: &Asked) -> Sentence {
    let begin = match asked.rows {
        Rows::Points => Sentence::new("first decision point", "最初の判断時点"),
        Rows::Weeks | Rows::Holdout => Sentence::new("first day", "初日"),
    };
    match &asked.plan {
        Some(plan) if plan.before_start => Sentence::new(
            format!(
                "The plan was sealed on {}, before the {}. What is not in it is marked as exploratory.",
                plan.sealed_on, begin.en
            ),
            format!(
                "計画は、{}より前の{}に封をしました。計画にない分析は「探索的」と示します。",
                begin.ja,
                date(plan.sealed_on)
            ),
        ),
        Some(plan) => Sentence::new(
            format!(
                "The plan was sealed on {}, when the campaign had begun: everything here is exploratory.",
                plan.sealed_on
            ),
            format!(
                "計画に封をしたのは{}で、取り組みはすでに始まっていました。この報告書の分析は、すべて探索的なものです。",
                date(plan.sealed_on)
            ),
        ),
        None => Sentence::new(
            "No plan was sealed: everything here is exploratory.",
            "封をした計画がありません。この報告書の分析は、すべて探索的なものです。",
        ),
    }
}

/// What a design cannot tell, however the numbers come out.
pub(in crate::report) fn limits(asked: &Asked, primary: &Answer<Estimate>) -> Vec<Sentence> {
    let mut limits = vec![Sentence::new(
        "Only people who agreed to take part are in it. What it would be with others, it does not tell.",
        "参加に同意された方だけの結果です。ほかの方でも同じになるかは分かりません。",
    )];
    let (en, ja) = match asked.kind {
        DesignKind::DecisionPoints => (
            "It compares sending with not sending at one moment, while messages go on at others. What it would be without \
             any messages, it does not tell.",
            "ある時点で送るか送らないかの差です。ほかの時点の声かけは続いているため、声かけがまったくない場合との差は分かりません。",
        ),
        DesignKind::People => (
            "Where people talk with each other, those without messages may have been moved too, and the difference looks \
             smaller than it is.",
            "参加者どうしで話題になると、送らないグループの方にも影響し、差が小さく見えることがあります。",
        ),
        DesignKind::Clusters => (
            "The fewer clusters there are, the more weight what is special to one of them has.",
            "地区やチームの数が少ないほど、一つの地区・チームに特有の事情が、結果に大きく影響します。",
        ),
        DesignKind::SteppedRollout => (
            "Later districts are compared in later periods; where the effect changes with time since the begin, this design \
             tells an average that may fit none of them.",
            "始めてからの時間で効果が変わる場合、この方法で出る値は平均であり、どの地区にもあてはまらないことがあります。",
        ),
        DesignKind::Nothing => (
            "Nothing was randomised. Changes that are seen here may have other reasons than the messages.",
            "くじによる割り付けがないため、ここで見える変化には、声かけ以外の理由が考えられます。",
        ),
    };
    limits.push(Sentence::new(en, ja));
    let (en, ja) = match asked.outcome.proximal {
        _ if asked.rows != Rows::Points => (
            "It tells of the weeks that were followed. Whether a habit stays after them, and what that does for health, it does not tell.",
            "記録した期間の週についての結果です。そのあとも続くか、健康にどう役立つかは分かりません。",
        ),
        Proximal::StepsSameDay | Proximal::StepsNextDay | Proximal::GoalReachedSameDay => (
            "It tells of one day. Whether a habit stays once the messages end, and what that does for health, it does not tell.",
            "1日の歩数についての結果です。声かけが終わったあとも続くか、健康にどう役立つかは分かりません。",
        ),
        _ => (
            "It tells of a short time. What comes after that, it does not tell.",
            "短い期間についての結果です。そのあとのことは分かりません。",
        ),
    };
    limits.push(Sentence::new(en, ja));
    if primary.known().is_some_and(|estimate| !super::words::is_clear(estimate)) {
        limits.push(Sentence::new(
            "That chance alone can bring about a difference does not show that there is none: the interval says which \
             differences agree with the data.",
            "「偶然でも起こりうる範囲」は、効果がないという意味ではありません。区間に含まれる大きさの差は、どれもデータと矛盾しません。",
        ));
    }
    limits
}

/// With what a report is made again.
pub(in crate::report) fn recompute(asked: &Asked, told: &Told<'_>, rows: u64) -> crate::report::Recompute {
    let campaign = &asked.campaign;
    let says = vec![Sentence::new(
        format!(
            "It was made of {} rows of the record. With the record as a file the same report comes out, byte by byte.",
            whole(rows)
        ),
        format!("記録{}行から作りました。書き出した記録があれば、1バイトも違わない同じ報告書を作れます。", whole(rows)),
    )];
    crate::report::Recompute {
        asked: asked.clone(),
        as_of: told.as_of,
        today: told.today,
        plan: asked.plan.as_ref().map(|plan| plan.hash.clone()),
        record: told.record.to_owned(),
        rows,
        code: told.code.to_owned(),
        command: match asked.rows.shape() {
            Shape::Record => format!("ayumi report verify report.json --record {campaign}.csv"),
            other => format!(
                "ayumi record {campaign} --shape {shape} --to {campaign}.csv; ayumi report verify report.json --record \
                 {campaign}.csv",
                shape = other.as_str()
            ),
        },
        looks_made: told.looks_made,
        says,
    }
}
