//! A network's cell: a geohash of 64 bits, of longitude and latitude by turns, longitude first. The
//! gateway writes it so; to the chain it is opaque. Zero says that nobody told the place.

/// The middle of a cell, as latitude and longitude in degrees; none where no place was told.
pub fn place(cell: u64) -> Option<(f64, f64)> {
	if cell == 0 {
		return None;
	}
	let (mut latitude, mut longitude) = (0u32, 0u32);
	for bit in (0..32).rev() {
		longitude = longitude << 1 | (cell >> (2 * bit + 1) & 1) as u32;
		latitude = latitude << 1 | (cell >> (2 * bit) & 1) as u32;
	}
	let middle = |half: u32, whole: f64| {
		let degrees = (f64::from(half) + 0.5) / 4_294_967_296.0 * whole - whole / 2.0;
		// A centimetre is enough.
		(degrees * 1e7).round() / 1e7
	};
	Some((middle(latitude, 180.0), middle(longitude, 360.0)))
}

/// The first twelve letters of its geohash, as maps show it; none where no place was told.
pub fn geohash(cell: u64) -> Option<String> {
	const LETTERS: &[u8; 32] = b"0123456789bcdefghjkmnpqrstuvwxyz";
	(cell != 0).then(|| {
		(0..12).map(|place| char::from(LETTERS[(cell >> (59 - 5 * place) & 31) as usize])).collect()
	})
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn a_known_geohash_is_at_its_place() {
		// u4pruydqqvj is 57.64911, 10.40744 (the example of the geohash's inventor).
		let letters = b"0123456789bcdefghjkmnpqrstuvwxyz";
		let value = |letter| letters.iter().position(|l| *l == letter).unwrap() as u64;
		let cell = b"u4pruydqqvj8".iter().fold(0u64, |cell, l| cell << 5 | value(*l)) << 4;
		let (latitude, longitude) = place(cell).unwrap();
		assert!((latitude - 57.64911).abs() < 1e-5, "{latitude}");
		assert!((longitude - 10.40744).abs() < 1e-5, "{longitude}");
		assert_eq!(geohash(cell).unwrap(), "u4pruydqqvj8");
	}

	#[test]
	fn no_cell_is_no_place() {
		assert_eq!(place(0), None);
		assert_eq!(geohash(0), None);
		assert!(place(u64::MAX).is_some_and(|(lat, lon)| lat <= 90.0 && lon <= 180.0));
	}
}
