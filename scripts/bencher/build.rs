//! Builds what is measured: the project's runtime as Wasm, with its benchmarks.

fn main() {
	substrate_wasm_builder::WasmBuilder::new()
		.with_project("../../runtime/Cargo.toml")
		.expect("the runtime lies beside")
		.export_heap_base()
		.import_memory()
		.enable_feature("runtime-benchmarks")
		.build();
}
