//! The HTTP service: JSON under `/api/v1`, live changes, and the dashboard. It reads, and only reads.
//!
//! | file of this folder | holds |
//! |---|---|
//! | [`page`] | limits, cursors, parameters |
//! | [`overview`] | status and overview |
//! | [`networks`] | the list for maps, and one network |
//! | [`months`] | a network's months: burn-down, devices, flows |
//! | [`statements`] | months in columns, and as CSV |
//! | [`devices`] | devices, load curves, readings |
//! | [`sale`] | rounds, depth, orders |
//! | [`people`] | accounts, communities, search |
//! | [`log`] | blocks, events, movements, refusals |
//! | [`live`] | server-sent events |
//! | [`dashboard`] | the dashboard's files |

pub mod dashboard;
mod devices;
mod live;
mod log;
mod months;
mod networks;
mod overview;
mod page;
mod people;
mod sale;
mod statements;

use crate::{error::ApiError, shared::Shared};
use axum::{
	extract::{Request, State},
	http::{header, HeaderValue, Method},
	middleware::{self, Next},
	response::{IntoResponse, Response},
	Router,
};
use dashboard::Dashboard;
use std::sync::Arc;
use tokio::sync::watch;
use utoipa::OpenApi;
use utoipa_axum::{router::OpenApiRouter, routes};

/// What every handler has.
#[derive(Clone)]
pub struct Api {
	pub shared: Arc<Shared>,
	/// Says when the service ends.
	pub ended: watch::Receiver<bool>,
}

/// The description's beginning: the paths come from the handlers.
#[derive(OpenApi)]
#[openapi(info(
	title = "Commonwatt index",
	description = "History and live changes of a Commonwatt chain, read-only.\n\nEnergy is in Wh \
		(`_wh`), power in W (`_w`), an instant in Unix milliseconds (`_ms`), a day is the provider's \
		local date (`2019-10-03`), a month the civil month in which the billing month starts \
		(`2019-10`). Prices are smallest units of the settlement asset per kWh, money is in smallest \
		units. `block` is the block that the figures beside it come from. Lists take `limit` and \
		`cursor`, and answer `items` and `next`: send `next` as `cursor` for what follows.",
))]
struct Description;

fn api() -> OpenApiRouter<Api> {
	OpenApiRouter::with_openapi(Description::openapi())
		.routes(routes!(overview::status))
		.routes(routes!(overview::overview))
		.routes(routes!(networks::list))
		.routes(routes!(networks::one))
		.routes(routes!(statements::statements))
		.routes(routes!(statements::csv))
		.routes(routes!(months::month))
		.routes(routes!(months::devices))
		.routes(routes!(months::flows))
		.routes(routes!(devices::list))
		.routes(routes!(devices::one))
		.routes(routes!(devices::load))
		.routes(routes!(devices::readings))
		.routes(routes!(sale::market))
		.routes(routes!(sale::rounds))
		.routes(routes!(sale::round))
		.routes(routes!(sale::orders))
		.routes(routes!(people::account))
		.routes(routes!(people::communities))
		.routes(routes!(people::community))
		.routes(routes!(people::search))
		.routes(routes!(log::blocks))
		.routes(routes!(log::block))
		.routes(routes!(log::events))
		.routes(routes!(log::movements))
		.routes(routes!(log::refusals))
		.routes(routes!(live::live))
}

/// The description as JSON: OpenAPI 3.1.
pub fn description() -> String {
	let (_, description) = api().split_for_parts();
	description.to_pretty_json().unwrap_or_default()
}

pub fn router(
	shared: Arc<Shared>,
	dashboard: Dashboard,
	allow_origin: Option<&str>,
	ended: watch::Receiver<bool>,
) -> Router {
	let (routes, _) = api().split_for_parts();
	let text = self::description();
	let described = move || async move { ([(header::CONTENT_TYPE, "application/json")], text) };
	let router = routes
		.route("/api/v1/openapi.json", axum::routing::get(described))
		.route("/api/{*rest}", axum::routing::any(unknown))
		.with_state(Api { shared, ended });
	let router = dashboard.serve(router);
	let origin = allow_origin.and_then(|origin| HeaderValue::from_str(origin).ok());
	router.layer(middleware::from_fn_with_state(origin, finish))
}

async fn unknown(request: Request) -> ApiError {
	let path = request.uri().path().to_owned();
	ApiError::bad(
		format!("there is no {} {path}", request.method()),
		path,
		"see /api/v1/openapi.json for what there is; everything is read by GET",
	)
}

/// What every answer carries, and what other methods than reading get.
async fn finish(
	State(origin): State<Option<HeaderValue>>,
	request: Request,
	next: Next,
) -> Response {
	let reads = matches!(*request.method(), Method::GET | Method::HEAD);
	let mut response = match reads {
		true => next.run(request).await,
		false => unknown(request).await.into_response(),
	};
	let headers = response.headers_mut();
	headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
	if let Some(origin) = origin {
		headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin);
		headers.append(header::VARY, HeaderValue::from_static("origin"));
	}
	response
}
