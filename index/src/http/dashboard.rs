//! The dashboard's files: a folder with an `index.html`. Its own paths lead to that file too, so that
//! a page can be opened by its address.

use crate::error::IndexError;
use axum::{
	extract::{Request, State},
	http::{header, HeaderValue, StatusCode},
	middleware::{self, Next},
	response::{Html, IntoResponse, Response},
	Router,
};
use std::path::{Path, PathBuf};
use tower_http::services::{ServeDir, ServeFile};

/// Where the dashboard is built, from the repository's root.
const BUILT: &str = "dashboard/dist";

/// What is told where it is not built.
const MISSING: &str = "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\">\
	<title>Commonwatt index</title><h1>The dashboard is not built</h1>\
	<p>The index itself works: see <a href=\"/api/v1/status\">/api/v1/status</a> and \
	<a href=\"/api/v1/openapi.json\">/api/v1/openapi.json</a>.</p>\
	<p>Build the dashboard in the repository, then reload this page:</p>\
	<pre>cd dashboard &amp;&amp; npm ci &amp;&amp; npm run build</pre>\
	<p>or name the folder of a built one: <code>commonwatt-gateway serve --dashboard DIR</code></p>";

/// What the page may load and reach: its own files, and nodes, to which it sends what is signed in
/// it. The signatures of accounts are made by WebAssembly.
const POLICY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; \
	style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self' ws: wss:; \
	base-uri 'none'; form-action 'none'; frame-ancestors 'none'; manifest-src 'self'";

/// A dashboard, if there is one.
#[derive(Clone, Debug)]
pub struct Dashboard {
	folder: PathBuf,
}

/// The folder that was named; or the one of the repository that the program or the shell is in.
pub fn find(named: Option<&Path>) -> Result<Dashboard, IndexError> {
	if let Some(folder) = named {
		let folder = folder.to_owned();
		return match folder.join("index.html").is_file() {
			true => Ok(Dashboard { folder }),
			false => Err(IndexError::NoDashboard { folder }),
		};
	}
	let here = std::env::current_dir().ok();
	let program = std::env::current_exe().ok();
	let around = [here.as_deref(), program.as_deref()].into_iter().flatten();
	let known = around
		.flat_map(Path::ancestors)
		.map(|folder| folder.join(BUILT))
		.find(|folder| folder.join("index.html").is_file());
	// Built later, it is found where it belongs.
	let folder = known.or_else(|| Some(here?.join(BUILT))).unwrap_or_else(|| BUILT.into());
	Ok(Dashboard { folder })
}

impl Dashboard {
	/// Serves its files beside the routes.
	pub fn serve(self, routes: Router) -> Router {
		let page = self.folder.join("index.html");
		let files = ServeDir::new(&self.folder).fallback(ServeFile::new(&page));
		let files = Router::new().fallback_service(files);
		let files = files.layer(middleware::from_fn_with_state(page, cached));
		routes.fallback_service(files)
	}
}

/// Built files have their content's hash in their name and may be kept; the page may not.
async fn cached(State(page): State<PathBuf>, request: Request, next: Next) -> Response {
	let is_asset = request.uri().path().starts_with("/assets/");
	let mut response = next.run(request).await;
	if response.status() == StatusCode::NOT_FOUND && !page.is_file() {
		return (StatusCode::NOT_FOUND, Html(MISSING)).into_response();
	}
	let is_page = response
		.headers()
		.get(header::CONTENT_TYPE)
		.is_none_or(|kind| kind.as_bytes().starts_with(b"text/html"));
	let how = match (is_page, is_asset) {
		(true, _) => "no-cache",
		(false, true) => "public, max-age=31536000, immutable",
		(false, false) => "public, max-age=3600",
	};
	let headers = response.headers_mut();
	headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(how));
	headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
	response
}
