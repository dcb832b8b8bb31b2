//! Builds what is measured: the project's runtime as Wasm, with its benchmarks.

fn main() {
	let runtime = concat!(env!("CARGO_MANIFEST_DIR"), "/../../runtime/Cargo.toml");
	substrate_wasm_builder::WasmBuilder::new()
		.with_project(std::fs::canonicalize(runtime).expect("the runtime lies beside"))
		.expect("its manifest is called Cargo.toml")
		.export_heap_base()
		.import_memory()
		.enable_feature("runtime-benchmarks")
		.build();
}
