//! Places as the chain keeps them.

/// Where a network is, as a cell of the grid that geohashes use: 64 bits, of longitude and latitude
/// in turn, longitude first, each halving the rest of the globe. The first 2n bits name the coarser
/// cell around it.
pub fn cell(latitude: f64, longitude: f64) -> u64 {
	let part = |degrees: f64, range: f64| {
		let share = (degrees + range / 2.0) / range;
		// Saturates at the poles and at the date line.
		(share * 2f64.powi(32)) as u64 & 0xffff_ffff | if share >= 1.0 { 0xffff_ffff } else { 0 }
	};
	let (lon, lat) = (part(longitude, 360.0), part(latitude, 180.0));
	(0..32).rev().fold(0, |cell, bit| cell << 2 | (lon >> bit & 1) << 1 | lat >> bit & 1)
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn a_cell_is_the_geohash_of_its_place() {
		// 57.64911, 10.40744 is u4pruydqqvj…: 5 bits a letter of base 32.
		let letters = b"0123456789bcdefghjkmnpqrstuvwxyz";
		let cell = cell(57.64911, 10.40744);
		let text: String = (0..10)
			.map(|place| char::from(letters[(cell >> (59 - 5 * place) & 31) as usize]))
			.collect();
		assert_eq!(text, "u4pruydqqv");
	}

	#[test]
	fn the_corners_of_the_globe_have_cells() {
		assert_eq!(cell(-90.0, -180.0), 0);
		assert_eq!(cell(90.0, 180.0), u64::MAX);
	}
}
