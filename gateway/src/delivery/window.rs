//! How much may wait in the node's pool at one time: a window that opens while blocks take in what
//! it lets through, and closes when the pool is full or blocks fill up.

/// The window.
#[derive(Clone, Debug)]
pub struct Window {
	size: usize,
	most: usize,
	most_bytes: u64,
	slow_down_at: f64,
	/// The pool refused one: nothing more before the next block.
	shut: bool,
}

impl Window {
	/// So many transactions at first, so many and so many bytes at most; fewer where blocks are
	/// fuller than `slow_down_at`.
	pub fn new(first: usize, most: usize, most_bytes: u64, slow_down_at: f64) -> Self {
		let most = most.max(1);
		Self { size: first.clamp(1, most), most, most_bytes, slow_down_at, shut: false }
	}

	/// Whether one more may be sent while so many, of so many bytes, wait in the pool. One always
	/// may where none does: there is no transaction too large to be tried.
	pub fn lets(&self, waiting: usize, bytes: u64) -> bool {
		!self.shut && (waiting == 0 || waiting < self.size && bytes < self.most_bytes)
	}

	/// A block was made: it took in `taken` of the `waiting` ones, and is so full (0 to 1).
	pub fn block(&mut self, taken: usize, waiting: usize, fullness: f64) {
		self.shut = false;
		if fullness >= self.slow_down_at {
			self.size = (self.size / 2).max(1);
		} else if taken > 0 && taken >= waiting {
			self.size = (self.size * 2).min(self.most);
		}
	}

	/// The pool had no room.
	pub fn full(&mut self) {
		self.shut = true;
		self.size = (self.size / 2).max(1);
	}

	/// No block came, and the pool is tried again.
	pub fn reopen(&mut self) {
		self.shut = false;
	}

	/// Whether the pool had no room since the last block.
	pub fn is_shut(&self) -> bool {
		self.shut
	}

	/// How many may wait.
	pub fn size(&self) -> usize {
		self.size
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use proptest::prelude::*;

	#[test]
	fn it_opens_while_blocks_take_all() {
		let mut window = Window::new(8, 64, 1_000, 0.75);
		assert!(window.lets(7, 0) && !window.lets(8, 0));
		window.block(8, 8, 0.1);
		assert_eq!(window.size(), 16);
		for _ in 0..10 {
			window.block(1, 1, 0.1);
		}
		assert_eq!(window.size(), 64);
		window.block(3, 9, 0.1);
		assert_eq!(window.size(), 64, "what stays behind does not open it");
	}

	#[test]
	fn it_closes_on_a_full_pool_until_the_next_block() {
		let mut window = Window::new(8, 64, 1_000, 0.75);
		window.full();
		assert!(!window.lets(0, 0) && window.is_shut());
		window.block(0, 0, 0.0);
		assert!(window.lets(3, 0) && !window.lets(4, 0));
		window.full();
		window.reopen();
		assert!(window.lets(1, 0) && !window.lets(2, 0));
	}

	#[test]
	fn bytes_count_as_well_but_one_always_goes() {
		let window = Window::new(8, 64, 1_000, 0.75);
		assert!(window.lets(1, 999) && !window.lets(1, 1_000));
		assert!(window.lets(0, 5_000));
	}

	proptest! {
		/// Whatever happens, it is never larger than it may be and never closed for good.
		#[test]
		fn it_keeps_its_bounds(
			most in 1usize..500,
			steps in proptest::collection::vec((any::<bool>(), 0usize..600, 0f64..1.5), 0..60),
		) {
			let mut window = Window::new(8, most, 1_000, 0.75);
			for (full, taken, fullness) in steps {
				if full { window.full() } else { window.block(taken, taken, fullness) }
				prop_assert!((1..=most).contains(&window.size()));
			}
			window.block(1, 1, 0.0);
			prop_assert!(window.lets(0, 0));
		}
	}
}
