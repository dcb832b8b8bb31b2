//! Limits, cursors, and what requests ask for.

use crate::error::ApiError;
use axum::{
	extract::{
		rejection::{PathRejection, QueryRejection},
		FromRequestParts, Path, Query,
	},
	http::request::Parts,
};
use serde::{de::DeserializeOwned, Serialize};
use utoipa::ToSchema;

/// Items of a list where nothing else is asked for.
const ITEMS: i64 = 100;

/// The most items of a list, as a rule.
const MOST: i64 = 1_000;

/// A part of a list.
#[derive(Debug, Serialize, ToSchema)]
pub struct Page<T> {
	pub items: Vec<T>,
	/// Send it as `cursor` for what follows; null at the end.
	pub next: Option<String>,
}

impl<T> Page<T> {
	/// All that there is.
	pub fn whole(items: Vec<T>) -> Self {
		Self { items, next: None }
	}

	/// The first `limit` of what was found, one more having been looked for. `cursor` names an item.
	pub fn of(mut items: Vec<T>, limit: i64, cursor: impl Fn(&T) -> String) -> Self {
		let more = items.len() as i64 > limit;
		items.truncate(limit as usize);
		let next = items.last().filter(|_| more).map(cursor);
		Self { items, next }
	}
}

/// How many items are asked for.
pub fn limit(asked: Option<i64>) -> Result<i64, ApiError> {
	limit_to(asked, ITEMS, MOST)
}

/// The same for a list that may be longer.
pub fn limit_to(asked: Option<i64>, usual: i64, most: i64) -> Result<i64, ApiError> {
	match asked {
		None => Ok(usual),
		Some(limit) if (1..=most).contains(&limit) => Ok(limit),
		Some(limit) => Err(ApiError::bad(
			format!("{limit} is no limit"),
			"limit",
			format!("ask for 1 to {most}"),
		)),
	}
}

/// The numbers of a cursor, which are separated by dots.
pub fn cursor<const N: usize>(text: &str) -> Result<[i64; N], ApiError> {
	let numbers: Option<Vec<i64>> = text.split('.').map(|part| part.parse().ok()).collect();
	numbers.and_then(|numbers| numbers.try_into().ok()).ok_or_else(|| {
		let remedy = "send the `next` of the answer before, or none for the beginning";
		ApiError::bad(format!("{text:?} is no cursor of this list"), "cursor", remedy)
	})
}

/// The query of a request; what is wrong with it is said.
pub struct Asked<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequestParts<S> for Asked<T> {
	type Rejection = ApiError;

	async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
		let asked: Result<Query<T>, QueryRejection> = Query::from_request_parts(parts, state).await;
		asked.map(|Query(asked)| Self(asked)).map_err(|error| {
			let place = parts.uri.query().unwrap_or_default();
			ApiError::bad(error.body_text(), place, "see /api/v1/openapi.json for the parameters")
		})
	}
}

/// The names in a request's path; what is wrong with them is said.
pub struct Named<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned + Send> FromRequestParts<S> for Named<T> {
	type Rejection = ApiError;

	async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
		let named: Result<Path<T>, PathRejection> = Path::from_request_parts(parts, state).await;
		named.map(|Path(named)| Self(named)).map_err(|error| {
			let place = parts.uri.path();
			ApiError::bad(error.body_text(), place, "ids are whole numbers from 0 on")
		})
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn a_list_goes_on_where_it_ended() {
		let page = Page::of(vec![3, 2, 1], 2, |item| item.to_string());
		assert_eq!((page.items.as_slice(), page.next.as_deref()), ([3, 2].as_slice(), Some("2")));
		let page = Page::of(vec![2, 1], 2, |item: &i32| item.to_string());
		assert_eq!(page.next, None);
	}

	#[test]
	fn limits_and_cursors_are_checked() {
		assert_eq!(limit(None).unwrap(), 100);
		assert!(limit(Some(0)).is_err() && limit(Some(1_001)).is_err());
		assert_eq!(cursor::<2>("812.7").unwrap(), [812, 7]);
		for wrong in ["", "812", "812.x", "1.2.3", "8.-"] {
			assert!(cursor::<2>(wrong).is_err(), "{wrong}");
		}
	}
}
