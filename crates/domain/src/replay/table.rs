//! Tables for a terminal, on which a Japanese letter is as wide as two others.

/// A table: the first column to the left, the others to the right.
pub(super) struct Table {
    rows: Vec<Vec<String>>,
}

impl Table {
    /// A table with a row of heads.
    pub(super) fn new<const COLUMNS: usize>(heads: [String; COLUMNS]) -> Self {
        Self { rows: vec![heads.into()] }
    }

    pub(super) fn row(&mut self, name: String, numbers: impl IntoIterator<Item = String>) {
        self.rows.push([name].into_iter().chain(numbers).collect());
    }

    pub(super) fn is_empty(&self) -> bool {
        self.rows.len() < 2
    }

    /// The table, two spaces in.
    pub(super) fn say(&self, to: &mut String) {
        let columns = self.rows.first().map_or(0, Vec::len);
        let width = |column: usize| self.rows.iter().filter_map(|row| row.get(column)).map(|cell| width(cell)).max();
        let widths: Vec<usize> = (0..columns).map(|column| width(column).unwrap_or_default()).collect();
        for row in &self.rows {
            to.push(' ');
            for ((cell, most), column) in row.iter().zip(&widths).zip(0..) {
                let space = " ".repeat(most.saturating_sub(self::width(cell)));
                let (before, after) = if column == 0 { (" ", space.as_str()) } else { ("  ", "") };
                to.push_str(before);
                if column > 0 {
                    to.push_str(&space);
                }
                to.push_str(cell);
                to.push_str(after);
            }
            let end = to.trim_end_matches(' ').len();
            to.truncate(end);
            to.push('\n');
        }
    }
}

/// How many narrow letters wide a text is.
fn width(text: &str) -> usize {
    let is_wide = |c: char| matches!(c, '\u{1100}'..='\u{115f}' | '\u{2e80}'..='\u{a4cf}' | '\u{ac00}'..='\u{d7a3}' | '\u{f900}'..='\u{faff}' | '\u{fe30}'..='\u{fe6f}' | '\u{ff00}'..='\u{ff60}' | '\u{ffe0}'..='\u{ffe6}');
    text.chars().map(|c| if is_wide(c) { 2 } else { 1 }).sum()
}

/// Thousands apart.
pub(super) fn number(value: i64) -> String {
    let digits = value.unsigned_abs().to_string();
    let mut said = if value < 0 { "-".to_owned() } else { String::new() };
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            said.push(',');
        }
        said.push(digit);
    }
    said
}

/// Thousands apart, of what is counted.
pub(super) fn count(value: u64) -> String {
    number(i64::try_from(value).unwrap_or(i64::MAX))
}

#[cfg(test)]
mod tests {
    use super::{Table, number};

    #[test]
    fn columns_are_straight_in_two_scripts() {
        let mut table = Table::new(["".to_owned(), "今の版".to_owned(), "new".to_owned()]);
        table.row("お知らせ".to_owned(), ["12".to_owned(), number(-1_234_567)]);
        table.row("a".to_owned(), ["1".to_owned(), "0".to_owned()]);
        let mut said = String::new();
        table.say(&mut said);
        assert_eq!(
            said,
            "            今の版         new\n  お知らせ      12  -1,234,567\n  a              1           0\n"
        );
    }
}
