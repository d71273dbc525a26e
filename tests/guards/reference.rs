//! The tables of docs/rules.md and docs/rules.ja.md are the reference. `AYUMI_REWRITE=1` writes them anew;
//! the difference is then reviewed.

use super::source::{read, root};
use crate::support::golden::Golden;
use domain::rules::{Entry, Group, Kind, Sensitive, Word, reference};

/// A language of the pages.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Language {
    Japanese,
    English,
}

#[test]
fn the_pages_on_rules_have_the_tables_of_the_reference() {
    let mut golden = Golden::default();
    for (path, language) in [("docs/rules.md", Language::English), ("docs/rules.ja.md", Language::Japanese)] {
        let mut wanted = read(path);
        for (table, rows) in language.tables() {
            let (begin, end) = (format!("<!-- table of the reference: {table} -->\n"), "<!-- end of the table -->");
            let (before, rest) = wanted.split_once(&begin).unwrap_or_else(|| panic!("{path} has no `{begin}`"));
            let (_, after) = rest.split_once(end).unwrap();
            wanted = format!("{before}{begin}{rows}{end}{after}");
        }
        golden.check(&root().join(path), &wanted);
    }
    golden.end();
}

impl Language {
    fn tables(self) -> [(&'static str, String); 7] {
        let entries = reference();
        let of = |wanted: &dyn Fn(&Entry) -> bool| entries.iter().filter(|entry| wanted(entry)).collect::<Vec<_>>();
        let facts =
            |groups: &'static [Group]| of(&move |entry| entry.group.is_some_and(|group| groups.contains(&group)));
        let kind = |kind: Kind| of(&move |entry| entry.kind == kind);
        let checkup = entries.iter().find(|entry| entry.name == "checkup").unwrap();
        let items: Vec<[String; 2]> = checkup
            .words
            .iter()
            .map(|item| [format!("`\"{}\"`", item.name), self.pick(item.ja, item.en).to_owned()])
            .collect();
        let two = |heads: [&str; 2], entries: &[&Entry]| {
            let rows: Vec<[String; 2]> =
                entries.iter().map(|entry| [signatures(entry), self.sentence(entry)]).collect();
            table(heads, &rows)
        };
        let three: Vec<[String; 3]> = facts(&[Group::Event])
            .iter()
            .map(|entry| [signatures(entry), self.hooks(entry), self.sentence(entry)])
            .collect();
        let fact = self.pick("事実", "fact");
        let value = self.pick("値", "value");
        [
            ("functions", two([self.pick("関数", "function"), self.pick("いつ", "when")], &kind(Kind::Hook))),
            ("me", two([fact, value], &facts(&[Group::Me, Group::Goal]))),
            ("event", table([fact, self.pick("使える関数", "in"), value], &three)),
            ("prediction", two([fact, value], &facts(&[Group::Prediction]))),
            ("now", two([fact, value], &facts(&[Group::Now]))),
            ("items", table([self.pick("項目", "item"), value], &items)),
            (
                "proposals",
                two(
                    [self.pick("提案", "proposal"), self.pick("認められたときに起きること", "effect when allowed")],
                    &kind(Kind::Proposal),
                ),
            ),
        ]
    }

    fn pick<'a>(self, ja: &'a str, en: &'a str) -> &'a str {
        if self == Self::Japanese { ja } else { en }
    }

    fn sentence(self, entry: &Entry) -> String {
        let mut sentence = self.pick(entry.ja, entry.en).to_owned();
        // Items have a table of their own, and conditions a sentence.
        let asked = if entry.words.iter().any(|word| word.name == "bmi" || word.name == "dementia") {
            &[][..]
        } else {
            &entry.words
        };
        let given = entry.gives.as_ref().map(|gives| gives.words.as_slice()).unwrap_or_default();
        let words: Vec<String> = asked.iter().chain(given).map(|word| self.word(word)).collect();
        if !words.is_empty() {
            sentence.push_str(self.pick("：", ": "));
            sentence.push_str(&words.join(self.pick("、", ", ")));
        }
        if entry.sensitive == Sensitive::Always && entry.kind != Kind::Hook {
            sentence.push_str(self.pick("。**要配慮**", ". **Sensitive**"));
        }
        sentence
            .replace("はじめの1行目から要配慮", "はじめの1行目から**要配慮**")
            .replace("; sensitive from", "; **sensitive** from")
    }

    fn word(self, word: &Word) -> String {
        let mark = if word.sensitive { self.pick("。**要配慮**", "; **sensitive**") } else { "" };
        match self {
            Self::Japanese => format!("`\"{}\"`（{}{mark}）", word.name, word.ja),
            Self::English => format!("`\"{}\"` ({}{mark})", word.name, lower(word.en)),
        }
    }

    fn hooks(self, entry: &Entry) -> String {
        let hooks: Vec<String> = entry.hooks.iter().map(|hook| format!("`{hook}`")).collect();
        if hooks.is_empty() {
            self.pick("どれでも", "every one").to_owned()
        } else {
            hooks.join(self.pick("、", ", "))
        }
    }
}

fn signatures(entry: &Entry) -> String {
    let each: Vec<String> = entry.signatures.iter().map(|written| format!("`{written}`")).collect();
    each.join(", ")
}

/// The first letter small, where it begins a word and no abbreviation.
fn lower(text: &str) -> String {
    let mut letters = text.chars();
    match (letters.next(), letters.clone().next()) {
        (Some(first), Some(second)) if !second.is_uppercase() => first.to_lowercase().chain(letters).collect(),
        _ => text.to_owned(),
    }
}

fn table<const N: usize>(heads: [&str; N], rows: &[[String; N]]) -> String {
    let line = |cells: &[String]| format!("| {} |\n", cells.join(" | "));
    let heads = heads.map(str::to_owned);
    let rule = [const { "---" }; N].map(str::to_owned);
    let rows: Vec<String> = rows.iter().map(|row| line(row)).collect();
    format!("{}{}{}", line(&heads), line(&rule), rows.concat())
}
