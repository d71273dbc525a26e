//! Learning while it runs: how likely a nudge is drawn follows what nudges were found to do so far, between two bounds
//! that are fixed before the start (Thompson sampling with clipping).
//!
//! Nothing here draws. What comes out is a probability, which is logged with the draw as any other; the same data give
//! the same probability.
//!
//! **Why the effect can still be estimated.** A probability is found from what was logged before the draw, so that it
//! is known exactly, and each row brings its own. With W = (p̃/p)^A ((1 − p̃)/(1 − p))^(1 − A) and p̃ constant, the
//! mean of W (A − p̃) given all that came before is 0 whatever p the past has led to, so that the equation which
//! [`Wcls`](crate::estimate::Wcls) solves is still one of the effect (Boruvka et al. 2018, doi
//! 10.1080/01621459.2017.1305274). p̃ has to be said before the start: with [`Policy::start`] weights are 1 as long as
//! nothing is learnt. Bounds keep weights at or below p̃/low and (1 − p̃)/(1 − high), and treated and untreated rows
//! coming to the end (Liao et al. 2020, doi 10.1145/3381007; Yao et al. 2021, arXiv 2004.06230).
//!
//! **What is not exact.** One probability that follows the data of all people makes people hang together a little,
//! which standard errors by person leave out (Zhang, Janson and Murphy 2023, arXiv 2202.07098): in general they can be
//! too small. With bounds away from 0 and 1 it did not show in the simulation of docs/outcomes.md; with few people or
//! bounds near 0 and 1 it may. And a causal excursion effect is an average over how the trial itself went on: what
//! nudges do once they have become frequent, or rare.

mod probability;
mod refused;
mod so_far;

pub use probability::{Better, Chosen, Policy};
pub use so_far::SoFar;
