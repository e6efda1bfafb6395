//! Chance that can be had again.

use std::time::Duration;

/// SplitMix64: small, and the same in every release.
#[derive(Debug, Clone)]
pub(crate) struct Dice(u64);

impl Dice {
    /// One of several independent sequences of a seed.
    pub(crate) fn new(seed: u64, which: u64) -> Self {
        let mut dice = Self(seed ^ which.wrapping_mul(0xD1B5_4A32_D192_ED03));
        dice.next();
        dice
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// From 0 to `below`, which is more than 0, without it.
    pub(crate) fn below(&mut self, below: usize) -> usize {
        usize::try_from(self.next() % below.max(1) as u64).unwrap_or_default()
    }

    pub(crate) fn percent(&mut self, chance: usize) -> bool {
        self.below(100) < chance
    }

    /// One row of a table, as likely as its weight says.
    pub(crate) fn weighted<'a, T>(&mut self, rows: &'a [(usize, T)]) -> &'a T {
        let mut at = self.below(rows.iter().map(|(weight, _)| weight).sum());
        for (weight, row) in rows {
            match at.checked_sub(*weight) {
                Some(rest) => at = rest,
                None => return row,
            }
        }
        &rows[0].1
    }

    pub(crate) fn between(&mut self, from: Duration, to: Duration) -> Duration {
        let span = usize::try_from((to - from).as_millis()).unwrap_or(usize::MAX);
        from + Duration::from_millis(self.below(span) as u64)
    }
}
