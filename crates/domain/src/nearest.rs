//! The name that somebody meant who wrote another one.

use crate::sentence::Sentence;

/// What to add to a sentence about a name that is not known: `; did you mean …?`, where a known one is near.
pub(crate) fn instead<'a>(name: &str, known: impl Iterator<Item = &'a str>) -> Sentence {
    nearest(name, known).map_or_else(|| Sentence::new("", "つづりを確かめてください。"), meant)
}

/// That a name may be meant.
pub(crate) fn meant(near: &str) -> Sentence {
    Sentence::new(format!("; did you mean `{near}`?"), format!("`{near}` の書き間違いではありませんか。"))
}

/// The known name that a slip of the hand is nearest to.
pub(crate) fn nearest<'a>(name: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let most = (name.chars().count() / 3).clamp(1, 3);
    known
        .map(|near| (distance(name, near), near))
        .filter(|(far, _)| (1..=most).contains(far))
        .min()
        .map(|(_, near)| near)
}

/// How many letters are to be changed, added, taken out or swapped with their neighbour.
fn distance(one: &str, other: &str) -> usize {
    let other: Vec<char> = other.chars().collect();
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=other.len()).collect();
    let mut previous = None;
    for (row, letter) in one.chars().enumerate() {
        let mut next = vec![row + 1];
        for (column, against) in other.iter().enumerate() {
            let cell = |line: &[usize], place: usize| line.get(place).copied().unwrap_or(usize::MAX / 2);
            let changed = cell(&last, column) + usize::from(letter != *against);
            let mut best = changed.min(cell(&last, column + 1) + 1).min(cell(&next, column) + 1);
            let left = column.checked_sub(1).and_then(|left| other.get(left).map(|c| (left, *c)));
            if let Some((left, c)) = left
                && c == letter
                && previous == Some(*against)
            {
                best = best.min(cell(&before, left) + 1);
            }
            next.push(best);
        }
        before = std::mem::replace(&mut last, next);
        previous = Some(letter);
    }
    last.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_of_the_hand_are_near() {
        assert_eq!(distance("gaol", "goal"), 1);
        assert_eq!(distance("", "goal"), 4);
        assert_eq!(nearest("nugde", ["nudge", "invite"].into_iter()), Some("nudge"));
        assert_eq!(nearest("heart_rate", ["steps", "age"].into_iter()), None);
    }
}
