//! Random numbers that a seed repeats (SplitMix64, after Steele, Lea and Flood, 2014).

#[derive(Clone)]
pub struct Rng(u64);

impl Rng {
	pub fn new(seed: u64) -> Self {
		Self(seed)
	}

	/// The generator of a case: neighbouring cases of a seed have nothing in common.
	pub fn of_case(seed: u64, case: u64) -> Self {
		let mut rng = Self(seed ^ case.wrapping_mul(0xd6e8_feb8_6659_fd93));
		rng.next();
		rng
	}

	pub fn next(&mut self) -> u64 {
		self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
		let mut z = self.0;
		z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
		z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
		z ^ (z >> 31)
	}

	/// Below `n`; zero for none.
	pub fn below(&mut self, n: u64) -> u64 {
		if n == 0 {
			return 0;
		}
		((self.next() as u128 * n as u128) >> 64) as u64
	}

	/// From `low` to `high`, both included.
	pub fn range(&mut self, low: u64, high: u64) -> u64 {
		low + self.below((high - low).saturating_add(1))
	}

	/// True `percent` times in a hundred.
	pub fn chance(&mut self, percent: u64) -> bool {
		self.below(100) < percent
	}

	pub fn pick<'a, T>(&mut self, from: &'a [T]) -> Option<&'a T> {
		from.get(self.below(from.len() as u64) as usize)
	}

	/// One of the weights' indices, as often as its weight says.
	pub fn weighted(&mut self, weights: &[u64]) -> usize {
		let mut at = self.below(weights.iter().sum());
		for (index, weight) in weights.iter().enumerate() {
			if at < *weight {
				return index;
			}
			at -= weight;
		}
		0
	}
}
