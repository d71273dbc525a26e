//! Tables of evaluators: what is read of them, what is said where that cannot be, and how an answer looks.

use crate::trial::model;
use domain::Language;
use outcomes::estimate::{Columns, Counts, Model, Named, Probability, Wcls};
use outcomes::{Counted, Scale, Unfit};

fn named() -> Named {
    Named {
        person: "user".to_owned(),
        available: Some("avail".to_owned()),
        treatment: "send".to_owned(),
        probability: Probability::Column("p".to_owned()),
        outcome: "steps".to_owned(),
        weight: None,
    }
}

/// Reads a text of lines, cells between commas, as a CSV reader would.
fn read(text: &str, named: &Named, model: &Model) -> Result<Wcls, Unfit> {
    let mut lines = text.lines();
    let header: Vec<&str> = lines.next().unwrap().split(',').collect();
    let mut columns = Columns::find(named, model, &header)?;
    let mut wcls = Wcls::new(model.clone())?;
    for (at, line) in lines.enumerate() {
        let cells: Vec<&str> = line.split(',').collect();
        wcls.add(&columns.read(at as u64 + 2, &|place| cells.get(place).copied())?)?;
    }
    Ok(wcls)
}

const HEAD: &str = "user,avail,send,p,steps,before\n";

fn counted(rows: &str) -> Result<Counts, String> {
    let wcls = read(&format!("{HEAD}{rows}"), &named(), &model(&["before"], &["before"], None));
    wcls.map(|wcls| wcls.counts()).map_err(|unfit| unfit.to_string())
}

#[test]
fn what_does_not_count_may_be_empty() {
    let found = counted(
        "a,1,1,0.6,100,3\na, TRUE ,FALSE,0.6,7.5e2,-1\nb,0,,,,\nb,FALSE,1,1,x,\nc,1,0,0.6,,\nc,1,1,0.6,NA,NA\nd,1,0,0.6,0,2\n",
    );
    let expected = Counts { rows: 7, unavailable: 2, treated_unavailable: 1, missing: 2, treated: 1, untreated: 2 };
    assert_eq!(found, Ok(expected));
}

#[test]
fn cells_that_cannot_be_read_are_named() {
    let said = [
        (",1,1,0.6,100,3", "row 2: `user` is empty: whose row it is cannot be told"),
        ("a,2,1,0.6,100,3", "row 2: `avail` is `2`; it is 1 or 0, or TRUE or FALSE"),
        ("a,,1,0.6,100,3", "row 2: `avail` is ``; it is 1 or 0, or TRUE or FALSE"),
        ("a,1,-1,0.6,100,3", "row 2: `send` is `-1`; it is 1 or 0, or TRUE or FALSE"),
        ("a,1,NA,0.6,100,3", "row 2: `send` is `NA`; it is 1 or 0, or TRUE or FALSE"),
        ("a,1,1,,100,3", "row 2: `p` is empty; give a number, or leave the row out"),
        ("a,1,1,60%,100,3", "row 2: `p` is `60%`, which is no number"),
        ("a,1,1,0.6,many,3", "row 2: `steps` is `many`, which is no number"),
        (
            "a,1,1,0.6,nan,3",
            "row 2: `outcome` is NaN, with which nothing can be computed; correct it, or leave the row out",
        ),
        ("a,1,1,0.6,100,", "row 2: `before` is empty; give a number, or leave the row out"),
        ("a,1,1,0.6,100", "row 2: `before` is empty; give a number, or leave the row out"),
        ("a,1,1,0.6,100,3\na,1,1,0.6,100,x", "row 3: `before` is `x`, which is no number"),
    ];
    for (rows, sentence) in said {
        assert_eq!(counted(rows), Err(sentence.to_owned()), "{rows}");
    }
}

#[test]
fn columns_that_are_not_there_are_named() {
    let find = |named: &Named, head: &str| {
        Columns::find(named, &model(&["before"], &[], None), &head.split(',').collect::<Vec<_>>())
            .map(|_| ())
            .map_err(|unfit| unfit.to_string())
    };
    assert_eq!(find(&named(), "before,steps,p,send, avail,user"), Ok(()));
    let said = find(&named(), "user,avail,sent,p,steps,before").unwrap_err();
    assert_eq!(said, "there is no column `send`; there are `user`, `avail`, `sent`, `p`, `steps`, `before`");
    let said = find(&named(), "user,avail,send,p,steps,before,steps").unwrap_err();
    assert_eq!(said, "there are two columns `steps`; give them different names");
    let without = Named { available: None, probability: Probability::Always(0.5), ..named() };
    assert_eq!(find(&without, "user,send,steps,before"), Ok(()));
}

#[test]
fn an_answer_lines_up() {
    let model = model(&["log_steps30_pre"], &["study_day"], None);
    let solution = crate::trial::wcls(&model, &crate::heartsteps::rows()).unwrap();
    let fit = solution.fit(0.05).unwrap();
    let tell = |scale, language| fit.tell(None, (scale, Counted::People), 0.05, language);
    let en = "\
term             role     estimate       se          95% interval        p
intercept        control     1.780    0.120        1.535 to 2.025  <0.0001
log_steps30_pre  control    0.4146   0.0307      0.3522 to 0.4769  <0.0001
effect           effect      0.504    0.151        0.196 to 0.812   0.0021
study_day        effect   -0.01831  0.00609  -0.03071 to -0.00592   0.0050

37 people, 6,061 rows; t with 33 degrees of freedom.
All effects at once: T² = 11.100, F(2, 33) = 5.387, p = 0.0095.";
    assert_eq!(tell(Scale::Outcome, Language::En), en);
    let ja = "\
項目             役割    推定値  標準誤差             95%区間      p値
intercept        調整     1.780     0.120        1.535〜2.025  <0.0001
log_steps30_pre  調整    0.4146    0.0307      0.3522〜0.4769  <0.0001
effect           効果     0.504     0.151        0.196〜0.812   0.0021
study_day        効果  -0.01831   0.00609  -0.03071〜-0.00592   0.0050

effect：リスク比 1.656（1.217〜2.253）
study_day：1 増えるごとに、リスク比が 0.982 倍（0.970〜0.994）

37人、6,061行。自由度33の t 分布で計算しました。
すべての効果を同時に見ると、T² = 11.100、F(2, 33) = 5.387、p = 0.0095。";
    assert_eq!(tell(Scale::LogRisk, Language::Ja), ja);
}
