/// One decision point of one person, as [`Dcee`](super::Dcee) reads it. The outcome is the person's and is told apart.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Row<'a> {
    /// Its number as whoever brings it counts (the line of a file, say): what is wrong with it is told by this number.
    pub number: u64,
    /// Whose it is: the cluster within which rows belong together.
    pub person: &'a str,
    /// I: whether the person could be treated, found out before the draw. Where not, the effect of that decision point
    /// is 0, which counts in the average; what was drawn, its probability and the controls do not count.
    pub available: bool,
    /// A: whether the person was treated.
    pub treated: bool,
    /// p = P(A = 1 | all that came before), in (0, 1), as it was used in the draw.
    pub probability: f64,
    /// g(H): what tells the outcome and was known before the draw; one value for each name in
    /// [`Model::controls`](super::Model).
    pub controls: &'a [f64],
    /// S: what the effect may depend on, known before the draw; one value for each name in
    /// [`Model::moderators`](super::Model). These count in rows that are not available, too.
    pub moderators: &'a [f64],
}
