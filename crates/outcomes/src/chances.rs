//! Chance that can be drawn again: numbers that follow from a seed that is written down.

use domain::chance;

/// A stream of numbers. Each is told by the seed, what it is for, and which of many streams it is, so that streams can be
/// drawn in any order. They are begun by the same keyed hash that draws arms ([`chance::digest`]) and go on by SplitMix64
/// (Steele, Lea and Flood 2014, doi:10.1145/2660193.2660195), since millions are drawn.
#[derive(Debug, Clone)]
pub struct Stream(u64);

impl Stream {
    /// The stream of a seed, for a purpose, by its number.
    pub fn new(seed: &str, purpose: &str, number: u64) -> Self {
        let [_, _, _, _, _, _, _, _, rest @ ..] = chance::digest(seed, &[purpose, &number.to_string()]).to_be_bytes();
        Self(u64::from_be_bytes(rest))
    }

    /// A number in [0, 1), of 53 bits.
    pub fn number(&mut self) -> f64 {
        (self.bits() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// Puts values into an order each of which is as likely (Fisher and Yates).
    pub fn shuffle<T>(&mut self, values: &mut [T]) {
        for last in (1..values.len()).rev() {
            values.swap(last, self.below(last as u64 + 1) as usize);
        }
    }

    /// A whole number below a bound, each as likely: what would favour the first few is drawn again.
    fn below(&mut self, bound: u64) -> u64 {
        let uneven = (u64::MAX % bound + 1) % bound;
        loop {
            let bits = self.bits();
            if bits <= u64::MAX - uneven {
                return bits % bound;
            }
        }
    }

    fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stream_is_its_seeds() {
        let first = |seed, purpose, number| Stream::new(seed, purpose, number).number();
        assert_eq!(first("s", "order", 1), first("s", "order", 1));
        assert_ne!(first("s", "order", 1), first("s", "order", 2));
        assert_ne!(first("s", "order", 1), first("s", "again", 1));
    }

    /// SplitMix64 from 0, as its authors' program prints it.
    #[test]
    fn the_generator_is_the_published_one() {
        let mut stream = Stream(0);
        assert_eq!([stream.bits(), stream.bits()], [0xe220_a839_7b1d_cdaf, 0x6e78_9e6a_a1b9_65f4]);
    }

    #[test]
    fn each_order_is_as_likely() {
        let mut seen = std::collections::BTreeMap::new();
        let mut stream = Stream::new("seed", "orders", 0);
        for _ in 0..6_000 {
            let mut order = [0, 1, 2];
            stream.shuffle(&mut order);
            *seen.entry(order).or_insert(0_u32) += 1;
        }
        // Five standard errors of a sixth of 6,000.
        assert!(seen.len() == 6 && seen.values().all(|count| (856..=1_144).contains(count)), "{seen:?}");
    }
}
