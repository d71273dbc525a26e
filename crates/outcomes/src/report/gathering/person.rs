use crate::report::{Arm, Asked, DesignKind, Point, Rows};

/// All rows of one person, in order, that lie within the days that are analysed.
pub(in crate::report) struct Person<'a> {
    /// What is asked of them.
    pub(in crate::report) asked: &'a Asked,
    /// The rows, by number.
    pub(in crate::report) points: Vec<&'a Point>,
    /// Steps a day before anything was drawn for the person; `None` where they are not known from before that.
    pub(in crate::report) baseline: Option<f64>,
    /// The person's arm among the two that are compared, where persons or clusters have one.
    pub(in crate::report) arm: Option<usize>,
    /// The same among [`Asked::beside`].
    pub(in crate::report) beside: Option<usize>,
    /// Whether there is a doubt about the person's steps.
    pub(in crate::report) doubted: bool,
}

impl<'a> Person<'a> {
    pub(in crate::report) fn new(asked: &'a Asked, rows: &'a [Point]) -> Self {
        let mut points: Vec<&Point> = rows.iter().filter(|point| asked.has_day(point.day)).collect();
        points.sort_by_key(|point| (point.number, point.decided));
        let baseline = points.first().filter(|first| is_before_the_draw(asked, first)).and_then(|first| first.before);
        let own = points.iter().find_map(|point| point.arm.as_ref()).map(|(name, _)| name);
        let among = |arms: &[Arm; 2]| arms.iter().position(|arm| Some(&arm.key) == own);
        let (arm, beside) = (among(&asked.arms), asked.beside.as_ref().and_then(among));
        let doubted = points.iter().any(|point| point.doubted);
        Self { asked, baseline, arm, beside, doubted, points }
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

/// Whether the steps that were known at a person's first row are from before what is compared was drawn.
fn is_before_the_draw(asked: &Asked, first: &Point) -> bool {
    match (asked.rows, asked.kind) {
        // Those of weeks are of the days before the person's first one, in whichever row they stand.
        (Rows::Weeks | Rows::Holdout, _) => true,
        // Before the first decision point nothing was drawn, unless days that are not analysed came before.
        (Rows::Points, DesignKind::DecisionPoints) => first.number == 1,
        // Arms hold from the person's first day on, and the seven days before a later one may be days in an arm.
        (Rows::Points, _) => first.days_in == 0,
    }
}
