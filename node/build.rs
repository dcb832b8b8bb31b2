//! Tells the program which commit it was built from, for `--version`.

fn main() {
	// Not anew at every commit: the node alone takes minutes to compile.
	substrate_build_script_utils::generate_cargo_keys();
}
