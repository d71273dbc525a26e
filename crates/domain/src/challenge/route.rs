//! Where a group is on the way that its members walk together on a map.

use super::{Between, Challenge, Group, Route, Spot};
use crate::time::Day;
use serde::{Deserialize, Serialize};

/// Where a group is on its way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Way {
    /// Metres from the start, the end at most.
    pub metres: i64,
    /// The last place that was reached.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reached: Option<String>,
    /// The place that comes next; none at the end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
    /// Metres to there.
    pub left: i64,
}

impl Challenge {
    /// Where a group is on a day: as far as a member comes who walks each day what the members walk on average,
    /// from the first day on. So groups of any size can be on the same map, and nobody who joins or leaves sets
    /// the others back. Who walks alone is where their own steps have taken them.
    pub fn way(&self, group: &Group, on: Day) -> Option<Way> {
        let route = self.route.as_ref()?;
        let elapsed = i64::from(on.min(self.until).since(self.from) + 1).max(0);
        let steps = match self.between {
            Between::People => group.steps,
            _ if group.member_days > 0 => group.steps * elapsed / group.member_days,
            _ => 0,
        };
        Some(route.at(steps * route.step_cm / 100))
    }
}

impl Route {
    /// Where one is after so many metres.
    pub fn at(&self, metres: i64) -> Way {
        let end = self.places.last().map_or(0, |place| place.metres);
        let metres = metres.clamp(0, end);
        let passed = self.places.partition_point(|place| place.metres <= metres);
        let next = self.places.get(passed);
        Way {
            metres,
            reached: passed.checked_sub(1).and_then(|last| self.places.get(last)).map(|place| place.name.clone()),
            next: next.map(|place| place.name.clone()),
            left: next.map_or(0, |place| place.metres - metres),
        }
    }

    /// Where that is on the map: between two places as far along the line as along the way. `None` where the places
    /// are on none.
    pub fn spot(&self, metres: i64) -> Option<Spot> {
        let passed = self.places.partition_point(|place| place.metres <= metres);
        let here = self.places.get(passed.saturating_sub(1))?;
        let (from, Some(next)) = (here.at?, self.places.get(passed).filter(|_| passed > 0)) else { return here.at };
        let to = next.at?;
        let along =
            |from: i64, to: i64| from + (to - from) * (metres - here.metres) / (next.metres - here.metres).max(1);
        Some(Spot { north: along(from.north, to.north), east: along(from.east, to.east) })
    }
}

#[cfg(test)]
mod tests {
    use super::super::Place;
    use super::*;

    #[test]
    fn places_are_reached_one_after_the_other() {
        let place = |name: &str, metres| Place { name: name.to_owned(), metres, at: None };
        let route = Route { places: vec![place("a", 0), place("b", 1_500), place("c", 4_000)], step_cm: 65 };
        let at = |metres| {
            let way = route.at(metres);
            (way.metres, way.reached.unwrap_or_default(), way.next.unwrap_or_default(), way.left)
        };
        assert_eq!(at(0), (0, "a".into(), "b".into(), 1_500));
        assert_eq!(at(1_499), (1_499, "a".into(), "b".into(), 1));
        assert_eq!(at(1_500), (1_500, "b".into(), "c".into(), 2_500));
        assert_eq!(at(9_999), (4_000, "c".into(), String::new(), 0));
        assert_eq!(route.spot(1_500), None);
    }

    #[test]
    fn on_the_map_one_is_as_far_along_the_line_as_along_the_way() {
        let place =
            |metres: i64, north, east| Place { name: metres.to_string(), metres, at: Some(Spot { north, east }) };
        let places =
            vec![place(0, 329_800, 1_304_400), place(1_000, 330_000, 1_304_000), place(3_000, 331_000, 1_304_000)];
        let route = Route { places, step_cm: 65 };
        let at = |metres| route.spot(metres).map(|spot| (spot.north, spot.east));
        assert_eq!(at(-5), Some((329_800, 1_304_400)));
        assert_eq!(at(0), Some((329_800, 1_304_400)));
        assert_eq!(at(500), Some((329_900, 1_304_200)));
        assert_eq!(at(2_000), Some((330_500, 1_304_000)));
        assert_eq!(at(9_999), Some((331_000, 1_304_000)));
    }
}
