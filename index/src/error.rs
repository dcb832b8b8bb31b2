//! What goes wrong, in the words of someone who has to mend it: what, where, what to do.

use axum::{
	http::StatusCode,
	response::{IntoResponse, Response},
	Json,
};
use serde::Serialize;
use std::path::PathBuf;
use thiserror::Error;
use utoipa::ToSchema;

/// What ends the index.
#[derive(Debug, Error)]
pub enum IndexError {
	#[error(
		"no node answers at {url} ({why}): start one with ./scripts/run, or name it with --node"
	)]
	NoNode { url: String, why: String },
	#[error("the connection to the node at {url} was lost ({why})")]
	Lost { url: String, why: String },
	#[error("the node at {url} runs another chain: {why}; name a Commonwatt node with --node")]
	OtherChain { url: String, why: String },
	#[error(
		"the index in {database} is of the chain with genesis {known}, the node at {url} has genesis \
		 {theirs}: name that chain's node with --node, or another database with --database, or make \
		 the index anew with --rebuild"
	)]
	OtherGenesis { database: String, known: String, url: String, theirs: String },
	#[error(
		"the index in {database} holds another history: its block {number} is {known}, that of the \
		 node at {url} is {theirs}. The node's chain was started anew, or it is a fork. Name the \
		 right node with --node, or make the index anew with --rebuild"
	)]
	OtherHistory { database: String, number: i64, known: String, url: String, theirs: String },
	#[error(
		"the node at {url} keeps the state of block {number} no longer ({why}): an index is made \
		 from a node that runs with --state-pruning archive --blocks-pruning archive"
	)]
	Pruned { url: String, number: u64, why: String },
	#[error(
		"cannot read {what} from the chain: {why}; is this program as old as the node's runtime?"
	)]
	Unreadable { what: String, why: String },
	#[error("the database {database} {why}")]
	Database { database: String, why: String },
	#[error("the database {database} does not answer ({why}): see whether its server runs, and the address given with --database")]
	DatabaseGone { database: String, why: String },
	#[error(
		"the database {database} is locked by another program: stop the other `serve` or tool that has \
		 it open, or name another database with --database"
	)]
	Locked { database: String },
	#[error(
		"the database {database} is of version {found} of the index, this program writes version \
		 {ours}: make it anew with --rebuild (it is read from the chain again)"
	)]
	OtherVersion { database: String, found: String, ours: i64 },
	#[error("{url:?} is no database: name a file, sqlite:FILE, or postgresql://USER@HOST/NAME")]
	NoDatabaseUrl { url: String },
	#[error("cannot listen on {address}: {why}; choose another address with --listen")]
	Listen { address: String, why: String },
	#[error("the dashboard's folder {} has no index.html: build it there, or name another with --dashboard", folder.display())]
	NoDashboard { folder: PathBuf },
}

impl IndexError {
	/// Whether another try may help: the node or the database's server may come back.
	pub fn may_pass(&self) -> bool {
		matches!(self, Self::NoNode { .. } | Self::Lost { .. } | Self::DatabaseGone { .. })
	}
}

/// What a request is answered with when it cannot be answered.
#[derive(Debug)]
pub struct ApiError {
	status: StatusCode,
	body: Problem,
}

/// What, where, and what to do.
#[derive(Debug, Serialize, ToSchema)]
pub struct Problem {
	/// `bad_request`, `not_found`, `too_many`, `database`, `node`.
	#[schema(example = "not_found")]
	code: &'static str,
	/// What is wrong.
	#[schema(example = "there is no network 99")]
	what: String,
	/// The part of the request, or of the system, that it is about.
	#[schema(example = "network 99")]
	r#where: String,
	/// What to do about it.
	#[schema(example = "see /api/v1/networks for those that there are")]
	r#do: String,
}

/// The body of every error.
#[derive(Debug, Serialize, ToSchema)]
pub struct ErrorBody {
	error: Problem,
}

impl ApiError {
	fn new(
		status: StatusCode,
		code: &'static str,
		what: impl Into<String>,
		place: impl Into<String>,
		remedy: impl Into<String>,
	) -> Self {
		let (what, place, remedy) = (what.into(), place.into(), remedy.into());
		Self { status, body: Problem { code, what, r#where: place, r#do: remedy } }
	}

	/// The request is wrong.
	pub fn bad(
		what: impl Into<String>,
		place: impl Into<String>,
		remedy: impl Into<String>,
	) -> Self {
		Self::new(StatusCode::BAD_REQUEST, "bad_request", what, place, remedy)
	}

	/// There is no such thing.
	pub fn missing(kind: &str, id: impl std::fmt::Display, list: &str) -> Self {
		let place = format!("{kind} {id}");
		let what = format!("there is no {place}");
		let remedy = format!("see /api/v1/{list} for those that there are");
		Self::new(StatusCode::NOT_FOUND, "not_found", what, place, remedy)
	}

	/// The node is needed and not there, or nothing is indexed yet.
	pub fn node(what: impl Into<String>) -> Self {
		let remedy = "see /api/v1/status, and try again";
		Self::new(StatusCode::SERVICE_UNAVAILABLE, "node", what, "the node", remedy)
	}

	/// Everybody listens already.
	pub fn crowded(limit: usize) -> Self {
		let what = format!("{limit} listeners are connected, which is the most");
		let remedy = "close other pages, or ask /api/v1/status from time to time";
		Self::new(StatusCode::SERVICE_UNAVAILABLE, "too_many", what, "/api/v1/live", remedy)
	}
}

impl From<IndexError> for ApiError {
	fn from(error: IndexError) -> Self {
		let remedy = "see the log of `commonwatt-gateway serve`, and try again";
		let (code, place) = match error {
			IndexError::NoNode { .. } | IndexError::Lost { .. } => ("node", "the node"),
			_ => ("database", "the database"),
		};
		tracing::warn!("a request failed: {error}");
		Self::new(StatusCode::SERVICE_UNAVAILABLE, code, error.to_string(), place, remedy)
	}
}

impl IntoResponse for ApiError {
	fn into_response(self) -> Response {
		(self.status, Json(ErrorBody { error: self.body })).into_response()
	}
}
