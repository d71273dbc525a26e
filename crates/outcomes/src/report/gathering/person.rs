use crate::report::{Arm, Asked, DesignKind, Point};

/// All rows of one person, in order, that lie within the days that are analysed.
pub(in crate::report) struct Person<'a> {
    /// What is asked of them.
    pub(in crate::report) asked: &'a Asked,
    /// The rows, by number.
    pub(in crate::report) points: Vec<&'a Point>,
    /// Steps a day before the first decision point; `None` where they are not known from before the start.
    pub(in crate::report) baseline: Option<f64>,
    /// The person's arm among the two that are compared, where persons or clusters have one.
    pub(in crate::report) arm: Option<usize>,
    /// The same among [`Asked::beside`].
    pub(in crate::report) beside: Option<usize>,
    /// Whether there is a doubt about the person's steps.
    pub(in crate::report) doubted: bool,
}

/// The first days of a person in a campaign: what was known before is from before the start then, in part at least.
const FIRST_DAYS: i32 = 7;

impl<'a> Person<'a> {
    pub(in crate::report) fn new(asked: &'a Asked, rows: &'a [Point]) -> Self {
        let mut points: Vec<&Point> = rows.iter().filter(|point| asked.has_day(point.day)).collect();
        points.sort_by_key(|point| (point.number, point.decided));
        let first = points.first().filter(|point| point.days_in < FIRST_DAYS);
        let own = points.iter().find_map(|point| point.arm.as_ref()).map(|(name, _)| name);
        let among = |arms: &[Arm; 2]| arms.iter().position(|arm| Some(&arm.key) == own);
        let (arm, beside) = (among(&asked.arms), asked.beside.as_ref().and_then(among));
        let doubted = points.iter().any(|point| point.doubted);
        Self { asked, baseline: first.and_then(|point| point.before), arm, beside, doubted, points }
    }

    /// In which of the two arms a row is, as it was drawn; `None` where it says nothing of an effect.
    pub(in crate::report) fn arm_of(&self, point: &Point) -> Option<usize> {
        match self.asked.kind {
            DesignKind::DecisionPoints => point.sends.map(usize::from),
            DesignKind::People | DesignKind::Clusters => self.arm,
            DesignKind::SteppedRollout => point.cluster.as_ref()?.1.map(usize::from),
            DesignKind::Nothing => None,
        }
    }

    /// Whether an outcome is what the report is about: a version that held for a while may have measured another.
    pub(in crate::report) fn is_asked(&self, point: &Point) -> bool {
        point.measured.as_deref() == Some(self.asked.outcome.proximal.as_str())
    }

    /// The outcome of a closed row in its own unit, capped as the campaign says.
    pub(in crate::report) fn value(&self, point: &Point) -> Option<f64> {
        let value = self.raw(point)?;
        Some(self.asked.outcome.cap.map_or(value, |cap| value.min(cap as f64)))
    }

    /// The same without the cap.
    pub(in crate::report) fn raw(&self, point: &Point) -> Option<f64> {
        point.watermark?;
        point.outcome.ok().filter(|value| value.is_finite() && self.is_asked(point))
    }

    /// Rows that count for an effect, each with its arm and what is measured.
    pub(in crate::report) fn counted(&self) -> impl Iterator<Item = (&'a Point, usize, f64)> {
        self.points.iter().filter_map(|point| Some((*point, self.arm_of(point)?, self.value(point)?)))
    }

    /// Whether a row is closed, and in an arm: an outcome could be known.
    pub(in crate::report) fn could_count(&self, point: &Point) -> Option<usize> {
        point.watermark?;
        self.arm_of(point).filter(|_| self.is_asked(point))
    }
}
