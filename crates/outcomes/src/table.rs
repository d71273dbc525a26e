//! The cells of an evaluator's own table, and what is said where they cannot be read. A row is a function that gives the
//! cell of each place; one that is cut short has no more.

use crate::Unfit;

/// A column of a table, found by its name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    name: String,
    at: usize,
}

impl Column {
    /// Finds a column in a header.
    ///
    /// # Errors
    /// If it is not there, or there twice: what there is.
    pub fn find(name: &str, header: &[&str]) -> Result<Self, Unfit> {
        let mut places = header.iter().enumerate().filter(|(_, there)| there.trim() == name);
        match (places.next(), places.next()) {
            (Some((at, _)), None) => Ok(Self { name: name.to_owned(), at }),
            (Some(_), Some(_)) => Err(Unfit::new(
                format!("there are two columns `{name}`; give them different names"),
                format!("`{name}` という列が2つあります。違う名前にしてください。"),
            )),
            (None, _) => {
                let there = header.iter().map(|name| format!("`{}`", name.trim())).collect::<Vec<String>>();
                Err(Unfit::new(
                    format!("there is no column `{name}`; there are {}", there.join(", ")),
                    format!("`{name}` という列がありません。あるのは、{} です。", there.join("、")),
                ))
            }
        }
    }

    /// What stands there, without spaces around it.
    #[inline]
    pub fn text<'a>(&self, cells: &dyn Fn(usize) -> Option<&'a str>) -> &'a str {
        cells(self.at).unwrap_or_default().trim()
    }

    /// Whether nothing is known there: an empty cell, or NA.
    #[inline]
    pub fn is_missing<'a>(&self, cells: &dyn Fn(usize) -> Option<&'a str>) -> bool {
        matches!(self.text(cells), "" | "NA")
    }

    /// Somebody's or something's name, in the row of this number.
    ///
    /// # Errors
    /// If it is empty.
    #[inline]
    pub fn name<'a>(&self, number: u64, cells: &dyn Fn(usize) -> Option<&'a str>) -> Result<&'a str, Unfit> {
        match self.text(cells) {
            "" => Err(self.wrong(
                number,
                "is empty: whose row it is cannot be told",
                "が空欄で、だれの行か分かりません。",
            )),
            name => Ok(name),
        }
    }

    /// 1 or TRUE, 0 or FALSE.
    ///
    /// # Errors
    /// If it is something else.
    #[inline]
    pub fn flag<'a>(&self, number: u64, cells: &dyn Fn(usize) -> Option<&'a str>) -> Result<bool, Unfit> {
        match self.text(cells) {
            "1" | "TRUE" | "True" | "true" => Ok(true),
            "0" | "FALSE" | "False" | "false" => Ok(false),
            other => Err(self.wrong(
                number,
                format!("is `{other}`; it is 1 or 0, or TRUE or FALSE"),
                format!("が `{other}` になっています。1 か 0（または TRUE か FALSE）を入れてください。"),
            )),
        }
    }

    /// A number.
    ///
    /// # Errors
    /// If it is none.
    #[inline]
    pub fn number<'a>(&self, number: u64, cells: &dyn Fn(usize) -> Option<&'a str>) -> Result<f64, Unfit> {
        let text = self.text(cells);
        text.parse().map_err(|_| match text {
            "" => self.wrong(
                number,
                "is empty; give a number, or leave the row out",
                "が空欄です。数を入れるか、この行を除いてください。",
            ),
            _ => self.wrong(
                number,
                format!("is `{text}`, which is no number"),
                format!("が `{text}` になっています。数を入れてください。"),
            ),
        })
    }

    /// A whole number.
    ///
    /// # Errors
    /// If it is none.
    #[inline]
    pub fn whole<'a>(&self, number: u64, cells: &dyn Fn(usize) -> Option<&'a str>) -> Result<i64, Unfit> {
        let text = self.text(cells);
        text.parse().map_err(|_| {
            self.wrong(
                number,
                format!("is `{text}`; it is a whole number"),
                format!("が `{text}` になっています。整数を入れてください。"),
            )
        })
    }

    /// A number, or nothing where nothing is known.
    ///
    /// # Errors
    /// If it is neither.
    #[inline]
    pub fn known<'a>(&self, number: u64, cells: &dyn Fn(usize) -> Option<&'a str>) -> Result<Option<f64>, Unfit> {
        if self.is_missing(cells) { Ok(None) } else { self.number(number, cells).map(Some) }
    }

    fn wrong(&self, number: u64, en: impl AsRef<str>, ja: impl AsRef<str>) -> Unfit {
        let Self { name, .. } = self;
        Unfit::new(format!("row {number}: `{name}` {}", en.as_ref()), format!("{number}行目：`{name}` {}", ja.as_ref()))
    }
}
