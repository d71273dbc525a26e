/// One decision point of one person, as an estimator reads it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Row<'a> {
    /// Its number as whoever brings it counts (the line of a file, say): what is wrong with it is told by this number.
    pub number: u64,
    /// Whose it is: the cluster within which rows belong together.
    pub person: &'a str,
    /// I: whether the person could be treated, found out before the draw. Of a row that is not available nothing else
    /// counts.
    pub available: bool,
    /// A: whether the person was treated.
    pub treated: bool,
    /// p = P(A = 1 | all that came before), in (0, 1), as it was used in the draw.
    pub probability: f64,
    /// Y: the proximal outcome, or `None` where it is not known.
    pub outcome: Option<f64>,
    /// 1, or what the row counts for beside that: the inverse of the probability that its outcome is known, say. Above 0,
    /// and taken as known exactly.
    pub weight: f64,
    /// g(H): what takes noise out, known before the draw; one value for each name in [`Model::controls`](super::Model).
    pub controls: &'a [f64],
    /// S: what the effect may depend on, known before the draw; one value for each name in
    /// [`Model::moderators`](super::Model).
    pub moderators: &'a [f64],
}
