//! Files of any system, line by line.

use std::io::{Read, Result};

/// A file without its carriage returns. The CSV reader ends a line at the first of two line-ending
/// bytes, and would count the lines of a file from Windows one too low.
pub struct WithoutReturns<R>(pub R);

impl<R: Read> Read for WithoutReturns<R> {
	fn read(&mut self, buffer: &mut [u8]) -> Result<usize> {
		loop {
			let read = self.0.read(buffer)?;
			let mut kept = 0;
			for place in 0..read {
				if buffer[place] != b'\r' {
					buffer[kept] = buffer[place];
					kept += 1;
				}
			}
			// Nothing at all means the end of the file to whoever reads.
			if kept > 0 || read == 0 {
				return Ok(kept);
			}
		}
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn lines_end_in_one_byte() {
		let mut text = String::new();
		// A byte at a time: a buffer with nothing but a return is not the end.
		let bytes = b"a,b\r\n1,2\r\n\r\n3,4".chunks(1).map(|byte| byte.to_vec());
		for byte in bytes {
			WithoutReturns(&byte[..]).read_to_string(&mut text).unwrap();
		}
		assert_eq!(text, "a,b\n1,2\n\n3,4");
		let mut whole = String::new();
		WithoutReturns(&b"\r\r\r\nx"[..]).read_to_string(&mut whole).unwrap();
		assert_eq!(whole, "\nx");
	}
}
