//! Quantities, whose unit is a UCUM code or nothing: `unit` is for people and is not read.

use super::coding::UCUM;
use super::issue::{Code, Issue};
use super::node::Node;
use crate::echo::clip_to;

/// A value with its unit.
#[derive(Debug, Clone)]
pub(super) struct Quantity<'a> {
    pub(super) value: f64,
    /// The UCUM code.
    pub(super) code: &'a str,
    pub(super) comparator: Option<&'a str>,
    node: Node<'a>,
}

impl<'a> Quantity<'a> {
    /// Reads a `Quantity` with a UCUM unit.
    pub(super) fn read(node: &Node<'a>) -> Result<Self, Issue> {
        let value = node.need_number("value")?;
        match (node.text("system")?, node.text("code")?) {
            (Some(UCUM), Some(code)) => {
                Ok(Self { value, code, comparator: node.text("comparator")?, node: node.clone() })
            }
            _ => Err(node.wrong(
                Code::Required,
                format!("the unit is a UCUM code: send `system` `{UCUM}` and `code`; `unit` is for people"),
            )),
        }
    }

    /// The same, of what was measured: exactly so much.
    pub(super) fn exact(node: &Node<'a>) -> Result<Self, Issue> {
        let read = Self::read(node)?;
        match read.comparator {
            None => Ok(read),
            Some(sign) => {
                let text = format!("`comparator` `{}`: a measurement is so much, not more or less", clip_to(sign, 10));
                Err(node.wrong(Code::NotSupported, text))
            }
        }
    }

    /// The value in whole.
    pub(super) fn whole(&self) -> Result<i64, Issue> {
        whole(self.value)
            .ok_or_else(|| self.node.wrong(Code::Value, format!("the value is {}; it is a whole number", self.value)))
    }

    /// The unit is another than those that are read.
    pub(super) fn strange(&self, expected: &str) -> Issue {
        let text = format!("the unit is `{}`; {expected}", clip_to(self.code, 40));
        self.node.wrong(Code::Value, text)
    }

    /// The unit without annotations, which UCUM lets say what is counted: `{steps}/d` is `/d`.
    pub(super) fn bare(&self) -> String {
        let mut bare = String::new();
        let mut depth = 0_usize;
        for c in self.code.chars() {
            match c {
                '{' => depth += 1,
                '}' => depth = depth.saturating_sub(1),
                c if depth == 0 => bare.push(c),
                _ => {}
            }
        }
        bare
    }

    /// Body weight in kilograms, to the gram.
    pub(super) fn kilograms(&self) -> Result<f64, Issue> {
        let kilograms = match self.code {
            "kg" => self.value,
            "g" => self.value / 1_000.0,
            // The international pound, exactly.
            "[lb_av]" => self.value * 0.453_592_37,
            _ => return Err(self.strange("weight is read in `kg`, `g` and `[lb_av]`")),
        };
        Ok((kilograms * 1_000.0).round() / 1_000.0)
    }

    /// Pressure in whole mmHg.
    pub(super) fn mmhg(&self) -> Result<i64, Issue> {
        match (self.code, whole(self.value.round())) {
            ("mm[Hg]", Some(value)) => Ok(value),
            ("mm[Hg]", None) => Err(self.node.wrong(Code::Value, "the value is no pressure")),
            _ => Err(self.strange("pressure is read in `mm[Hg]`")),
        }
    }
}

/// A number that is whole, and small enough to be exact.
pub(super) fn whole(value: f64) -> Option<i64> {
    (value.fract() == 0.0 && value.abs() < 1e12).then_some(value as i64)
}
