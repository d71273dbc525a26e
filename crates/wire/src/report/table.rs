use domain::Sentence;
use domain::why::Language;
use outcomes::report::{Answer, Arm, Check, Correction, Count, Estimate, Mean, Share};
use std::fmt::{Display, Write};

const HEAD: &str = "section,item,title,planned,group,quantity,value,said";

/// The table as it grows.
pub(super) struct Table {
    pub(super) text: String,
    language: Language,
}

/// What several rows are of.
#[derive(Clone, Copy)]
pub(super) struct Of<'a> {
    pub(super) section: &'a str,
    pub(super) item: &'a str,
    pub(super) title: Option<&'a Sentence>,
    pub(super) planned: Option<bool>,
    pub(super) group: &'a str,
}

impl<'a> Of<'a> {
    /// Something of a section, of all.
    pub(super) fn new(section: &'a str, item: &'a str) -> Self {
        Self { section, item, title: None, planned: None, group: "" }
    }

    /// The same, with what people call it.
    pub(super) fn titled(self, title: &'a Sentence) -> Self {
        Self { title: Some(title), ..self }
    }

    /// The same, with whether the plan has it.
    pub(super) fn planned(self, planned: bool) -> Self {
        Self { planned: Some(planned), ..self }
    }

    /// The same, of a group.
    pub(super) fn within(self, group: &'a str) -> Self {
        Self { group, ..self }
    }
}

impl Table {
    /// An empty table.
    pub(super) fn new(language: Language) -> Self {
        Self { text: format!("\u{feff}{HEAD}\r\n"), language }
    }

    fn row(&mut self, of: Of<'_>, quantity: &str, value: &str, said: &str) {
        let title = of.title.map(|title| quoted(title.say(self.language))).unwrap_or_default();
        let planned = of.planned.map(|planned| planned.to_string()).unwrap_or_default();
        let (section, item, group) = (of.section, plain(of.item), plain(of.group));
        let said = if said.is_empty() { String::new() } else { quoted(said) };
        // Writing to a text does not fail.
        let _ = write!(self.text, "{section},{item},{title},{planned},{group},{quantity},{value},{said}\r\n");
    }

    /// A number.
    pub(super) fn number(&mut self, of: Of<'_>, quantity: &str, value: impl Display) {
        self.row(of, quantity, &value.to_string(), "");
    }

    /// A number that may be none: there is no row then.
    pub(super) fn maybe(&mut self, of: Of<'_>, quantity: &str, value: Option<impl Display>) {
        if let Some(value) = value {
            self.number(of, quantity, value);
        }
    }

    /// A text that is no number.
    pub(super) fn text(&mut self, of: Of<'_>, quantity: &str, text: &str) {
        self.row(of, quantity, "", text);
    }

    /// A sentence.
    pub(super) fn sentence(&mut self, of: Of<'_>, sentence: &Sentence) {
        let said = sentence.say(self.language).to_owned();
        self.row(of, "said", "", &said);
    }

    /// Sentences, one a row.
    pub(super) fn says(&mut self, section: &str, sentences: &[Sentence]) {
        for sentence in sentences {
            self.sentence(Of::new(section, "says"), sentence);
        }
    }

    /// A count, or that it is not told.
    pub(super) fn count(&mut self, of: Of<'_>, quantity: &str, count: Count) {
        match count.shown() {
            Some(many) => self.number(of, quantity, many),
            None => self.row(of, "hidden", "", ""),
        }
    }

    /// Counts in the order of arms.
    pub(super) fn counts(&mut self, of: Of<'_>, arms: &[Arm], counts: &[Count]) {
        for (arm, count) in arms.iter().zip(counts) {
            self.count(of.within(&arm.key), "count", *count);
        }
    }

    /// What a question was answered with; `known` writes what it is.
    pub(super) fn answer<T>(&mut self, of: Of<'_>, answer: &Answer<T>, known: impl FnOnce(&mut Self, Of<'_>, &T)) {
        let (quantity, said) = match answer {
            Answer::Known(value) => return known(self, of, value),
            Answer::Unfit(said) => ("unfit", said),
            Answer::Hidden(said) => ("hidden", said),
            Answer::Withheld(said) => ("withheld", said),
        };
        let said = said.say(self.language).to_owned();
        self.row(of, quantity, "", &said);
    }

    /// An estimate with all that belongs to it.
    pub(super) fn estimate(&mut self, of: Of<'_>, answer: &Answer<Estimate>) {
        self.answer(of, answer, |table, of, one| {
            table.number(of, "estimate", one.estimate);
            table.number(of, "se", one.se);
            table.number(of, "ci_low", one.ci_low);
            table.number(of, "ci_high", one.ci_high);
            table.number(of, "level", one.level);
            table.maybe(of, "df", one.df);
            table.number(of, "p", one.p);
            table.count(of, "people", one.people);
            table.number(of, "points", one.points);
            table.text(of, "correction", correction(one.correction));
        });
    }

    /// A mean.
    pub(super) fn mean(&mut self, of: Of<'_>, answer: &Answer<Mean>) {
        self.answer(of, answer, |table, of, one| {
            table.number(of, "mean", one.mean);
            table.number(of, "sd", one.sd);
            table.count(of, "people", one.people);
            table.number(of, "points", one.points);
        });
    }

    /// Means in the order of arms.
    pub(super) fn means(&mut self, of: Of<'_>, arms: &[Arm], answers: &[Answer<Mean>]) {
        for (arm, answer) in arms.iter().zip(answers) {
            self.mean(of.within(&arm.key), answer);
        }
    }

    /// A share.
    pub(super) fn share(&mut self, of: Of<'_>, answer: &Answer<Share>) {
        self.answer(of, answer, |table, of, one| {
            table.number(of, "part", one.part);
            table.number(of, "of", one.of);
        });
    }

    /// Shares in the order of arms.
    pub(super) fn shares(&mut self, of: Of<'_>, arms: &[Arm], answers: &[Answer<Share>]) {
        for (arm, answer) in arms.iter().zip(answers) {
            self.share(of.within(&arm.key), answer);
        }
    }

    /// A check of an allocation.
    pub(super) fn check(&mut self, of: Of<'_>, arms: &[Arm], answer: &Answer<Check>) {
        self.answer(of, answer, |table, of, check| {
            for (arm, (expected, observed)) in arms.iter().zip(check.expected.iter().zip(&check.observed)) {
                table.number(of.within(&arm.key), "expected", expected);
                table.number(of.within(&arm.key), "observed", observed);
            }
            table.number(of, if check.df.is_some() { "chi_squared" } else { "z" }, check.statistic);
            table.maybe(of, "df", check.df);
            table.number(of, "p", check.p);
        });
    }
}

/// The name of a correction in tables, as the JSON has it.
fn correction(correction: Correction) -> &'static str {
    match correction {
        Correction::ManclDeRouen => "mancl_de_rouen",
        Correction::ClusterRobust => "cluster_robust",
        Correction::BellMcCaffrey => "bell_mc_caffrey",
        Correction::Welch => "welch",
        Correction::Plain => "plain",
        Correction::Anytime => "anytime",
    }
}

/// A name in tables: without quotes where it is of plain letters.
fn plain(name: &str) -> String {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"_.+".contains(&byte);
    // Names with a sign in front are quoted, so that no spreadsheet computes them.
    let begins_well = name.bytes().next().is_none_or(|byte| byte.is_ascii_alphanumeric());
    if begins_well && name.bytes().all(is_plain) { name.to_owned() } else { quoted(name) }
}

/// A text in quotes. Spreadsheets take what begins as a formula for one, so a mark is put before it.
fn quoted(text: &str) -> String {
    let mark = if text.starts_with(['=', '+', '-', '@', '\t', '\r']) { "'" } else { "" };
    format!("\"{mark}{}\"", text.replace('"', "\"\""))
}
