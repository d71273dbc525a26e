//! What a function says, with all that it calls: the same in two versions where only others were changed.

use super::check::Script;
use super::names::Names;
use crate::chance;
use std::collections::{BTreeMap, BTreeSet};

/// Functions by name, as they are written.
pub(super) type Written = BTreeMap<String, String>;

/// The functions of a script, without what explains them.
pub(super) fn written(script: &Script, text: &str) -> Written {
    let lines: Vec<&str> = text.lines().collect();
    let begins: Vec<usize> = script.functions.iter().map(|function| function.place.line.saturating_sub(1)).collect();
    let ends = begins.iter().skip(1).copied().chain([lines.len()]);
    let of = |(begin, end): (usize, usize)| {
        let own = lines.iter().skip(begin).take(end.saturating_sub(begin)).map(|line| line.trim());
        own.filter(|line| !line.is_empty() && !line.starts_with("//")).collect::<Vec<_>>().join("\n")
    };
    let names = script.functions.iter().map(|function| function.name.clone());
    names.zip(begins.iter().copied().zip(ends).map(of)).collect()
}

/// A mark for each function that is asked: equal in two versions where it, all that it calls, and all that it may
/// name are, with the campaigns into which a sensitive fact can lead.
pub(super) fn marks(own: &Written, shared: &Written, names: (&Names, &BTreeSet<String>)) -> BTreeMap<String, u128> {
    let may_name = format!("{names:?}");
    let is_asked = |name: &&String| ["on_", "at_"].iter().any(|start| name.starts_with(start));
    own.keys().filter(is_asked).map(|name| (name.clone(), mark(name, own, shared, &may_name))).collect()
}

fn mark(name: &str, own: &Written, shared: &Written, may_name: &str) -> u128 {
    let mut seen: BTreeSet<&str> = BTreeSet::new();
    let mut fields = vec![may_name];
    let mut open = vec![name];
    while let Some(name) = open.pop() {
        let Some((name, text)) = own.get_key_value(name).or_else(|| shared.get_key_value(name)) else { continue };
        if seen.insert(name) {
            fields.push(text);
            open.extend(called(text));
        }
    }
    chance::digest("mark", &fields)
}

/// The words before brackets.
pub(super) fn called(text: &str) -> impl Iterator<Item = &str> {
    text.split('(').filter_map(|before| {
        before
            .trim_end()
            .rsplit(|c: char| !c.is_ascii_alphanumeric() && c != '_')
            .next()
            .filter(|word| !word.is_empty())
    })
}

#[cfg(test)]
mod tests {
    use super::{BTreeSet, Written, marks};
    use crate::rules::names::Names;

    #[test]
    fn what_a_function_calls_is_part_of_it() {
        let of = |functions: &[(&str, &str)]| -> Written {
            functions.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect()
        };
        let names = (&Names::default(), &BTreeSet::new());
        let own =
            of(&[("on_steps", "fn on_steps(me) { if far (me) { nudge(\"a\"); } }"), ("at_ten", "fn at_ten(me) {}")]);
        let [near, far] = [1, 2].map(|n| of(&[("far", &format!("fn far(me) {{ helper(me) > {n} }}"))]));
        let (one, other) = (marks(&own, &near, names), marks(&own, &far, names));
        assert_ne!(one.get("on_steps"), other.get("on_steps"));
        assert_eq!(one.get("at_ten"), other.get("at_ten"));
        assert_eq!(one.len(), 2);
    }
}
