//! Accounts, communities, and looking for something.

use super::{
	networks::no_account,
	page::{self, Asked, Named, Page},
	Api,
};
use crate::{
	chain::node::hex,
	error::{ApiError, ErrorBody},
	shared::{account_bytes, account_of},
	store::value::Row,
};
use axum::{extract::State, Json};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

#[derive(Serialize, ToSchema)]
pub struct Account {
	account: String,
	public_key: String,
	/// The provider whose account it is.
	provider: Option<i64>,
	/// The provider that it collects readings for.
	head_end_of: Option<i64>,
	/// The networks that it owns.
	networks: Vec<Owned>,
	/// Its orders that stand.
	orders_standing: i64,
	/// Networks that are offered to it.
	offered_networks: Vec<Owned>,
}

#[derive(Serialize, ToSchema)]
struct Owned {
	id: i64,
	label: String,
	provider: i64,
	state: String,
}

/// What an account is on this chain.
#[utoipa::path(get, path = "/api/v1/accounts/{account}", tag = "accounts",
	params(("account" = String, Path, description = "An address, or 0x and 64 digits")),
	responses((status = 200, body = Account), (status = 400, body = ErrorBody)))]
pub async fn account(
	State(api): State<Api>,
	Named(text): Named<String>,
) -> Result<Json<Account>, ApiError> {
	let store = &api.shared.store;
	let account = account_of(&text).ok_or_else(|| no_account(&text))?;
	let arg = || vec![account.as_str().into()];
	let provider =
		store.row("SELECT id FROM providers WHERE account = $1 AND state <> 'retired'", arg());
	let head_end = store.row("SELECT provider FROM head_ends WHERE account = $1", arg());
	let owned = "SELECT id, label, provider, state FROM networks WHERE owner = $1 ORDER BY id";
	let owned = store.rows(owned, arg());
	let offered =
		"SELECT id, label, provider, state FROM networks WHERE offered_to = $1 ORDER BY id";
	let offered = store.rows(offered, arg());
	let standing = "SELECT COUNT(*) FROM orders WHERE account = $1 AND state = 'standing'";
	let standing = store.row(standing, arg());
	let (provider, head_end, owned, offered, standing) =
		futures::try_join!(provider, head_end, owned, offered, standing)?;
	let of = |row: Row| Owned {
		id: row.int(0),
		label: row.text(1),
		provider: row.int(2),
		state: row.text(3),
	};
	Ok(Json(Account {
		public_key: account_bytes(&account).map(|bytes| hex(&bytes)).unwrap_or_default(),
		provider: provider.map(|row| row.int(0)),
		head_end_of: head_end.map(|row| row.int(0)),
		networks: owned.into_iter().map(of).collect(),
		orders_standing: standing.map_or(0, |row| row.int(0)),
		offered_networks: offered.into_iter().map(of).collect(),
		account,
	}))
}

#[derive(Serialize, ToSchema)]
pub struct Community {
	id: i64,
	label: String,
	provider: i64,
	/// The network whose owner invites; null after it left.
	founder: Option<i64>,
	members: i64,
	/// The most that a member draws in a month.
	draw_limit_wh: i64,
	/// Pledged and not drawn.
	pool_wh: i64,
	block: i64,
}

const COMMUNITY: &str =
	"id, label, provider, founder, members, draw_limit_wh, pool_wh, block FROM communities";

fn community_of(row: &Row) -> Community {
	Community {
		id: row.int(0),
		label: row.text(1),
		provider: row.int(2),
		founder: row.maybe_int(3),
		members: row.int(4),
		draw_limit_wh: row.int(5),
		pool_wh: row.int(6),
		block: row.int(7),
	}
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct CommunitiesQuery {
	/// 1 to 1000.
	limit: Option<i64>,
	/// The `next` of the answer before.
	cursor: Option<String>,
}

/// Communities by id.
#[utoipa::path(get, path = "/api/v1/communities", tag = "accounts", params(CommunitiesQuery),
	responses((status = 200, body = Page<Community>), (status = 400, body = ErrorBody)))]
pub async fn communities(
	State(api): State<Api>,
	Asked(asked): Asked<CommunitiesQuery>,
) -> Result<Json<Page<Community>>, ApiError> {
	let limit = page::limit(asked.limit)?;
	let after = match &asked.cursor {
		Some(text) => page::cursor::<1>(text)?[0],
		None => -1,
	};
	let sql = format!("SELECT {COMMUNITY} WHERE id > $1 ORDER BY id LIMIT {}", limit + 1);
	let rows = api.shared.store.rows(sql, vec![after.into()]).await?;
	let items = rows.iter().map(community_of).collect();
	Ok(Json(Page::of(items, limit, |community: &Community| community.id.to_string())))
}

#[derive(Serialize, ToSchema)]
pub struct CommunityWithMembers {
	#[serde(flatten)]
	community: Community,
	networks: Vec<Member>,
}

/// A network in a community, and what it gave and got.
#[derive(Serialize, ToSchema)]
struct Member {
	id: i64,
	label: String,
	pledged_wh: i64,
	withdrawn_wh: i64,
	drawn_wh: i64,
	block: i64,
}

/// One community, with its members.
#[utoipa::path(get, path = "/api/v1/communities/{id}", tag = "accounts",
	params(("id" = i64, Path, description = "The community's id")),
	responses((status = 200, body = CommunityWithMembers), (status = 404, body = ErrorBody)))]
pub async fn community(
	State(api): State<Api>,
	Named(id): Named<u32>,
) -> Result<Json<CommunityWithMembers>, ApiError> {
	let store = &api.shared.store;
	let row = store.row(format!("SELECT {COMMUNITY} WHERE id = $1"), vec![id.into()]).await?;
	let row = row.ok_or_else(|| ApiError::missing("community", id, "communities"))?;
	let sql = "SELECT m.network, n.label, m.pledged_wh, m.withdrawn_wh, m.drawn_wh, m.block \
		FROM members m LEFT JOIN networks n ON n.id = m.network WHERE m.community = $1 \
		ORDER BY m.network";
	let member = |row: Row| Member {
		id: row.int(0),
		label: row.text(1),
		pledged_wh: row.int(2),
		withdrawn_wh: row.int(3),
		drawn_wh: row.int(4),
		block: row.int(5),
	};
	let networks = store.rows(sql, vec![id.into()]).await?.into_iter().map(member).collect();
	Ok(Json(CommunityWithMembers { community: community_of(&row), networks }))
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct SearchQuery {
	/// A part of a label, an id, an address, a block's number or hash.
	q: String,
}

/// Something that was looked for.
#[derive(Serialize, ToSchema)]
pub struct Found {
	/// `network`, `device`, `provider`, `community`, `account`, `block`.
	kind: &'static str,
	/// A number, or an account's address.
	id: serde_json::Value,
	label: String,
	/// What helps to tell it from others.
	detail: String,
}

/// Networks, devices, providers and communities by label or id, accounts by address, blocks by
/// number or hash: at most 20 of each.
#[utoipa::path(get, path = "/api/v1/search", tag = "accounts", params(SearchQuery),
	responses((status = 200, body = Page<Found>), (status = 400, body = ErrorBody)))]
pub async fn search(
	State(api): State<Api>,
	Asked(SearchQuery { q }): Asked<SearchQuery>,
) -> Result<Json<Page<Found>>, ApiError> {
	let store = &api.shared.store;
	let text = q.trim();
	if text.is_empty() {
		return Err(ApiError::bad(
			"nothing is looked for",
			"q",
			"say a label, an id or an address",
		));
	}
	let escaped = text.to_lowercase().replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
	let id = text.parse::<i64>().unwrap_or(-1);
	let mut items = Vec::new();
	let kinds = [
		("network", "SELECT x.id, x.label, p.label FROM networks x LEFT JOIN providers p ON p.id = x.provider"),
		("device", "SELECT x.id, x.label, p.label FROM devices x LEFT JOIN networks p ON p.id = x.network"),
		("provider", "SELECT x.id, x.label, x.state FROM providers x"),
		("community", "SELECT x.id, x.label, p.label FROM communities x LEFT JOIN providers p ON p.id = x.provider"),
	];
	for (kind, select) in kinds {
		// Those of this id first, then those whose label begins so.
		let sql = format!(
			"{select} WHERE x.id = $1 OR LOWER(x.label) LIKE $2 ESCAPE '\\' \
			 ORDER BY CASE WHEN x.id = $1 THEN 0 WHEN LOWER(x.label) LIKE $3 ESCAPE '\\' THEN 1 \
			 ELSE 2 END, x.id LIMIT 20"
		);
		let args = vec![id.into(), format!("%{escaped}%").into(), format!("{escaped}%").into()];
		let rows = store.rows(sql, args).await?;
		items.extend(rows.into_iter().map(|row| Found {
			kind,
			id: row.int(0).into(),
			label: row.text(1),
			detail: row.text(2),
		}));
	}
	if let Some(account) = account_of(text) {
		let (label, detail) = (String::new(), "account".to_owned());
		items.push(Found { kind: "account", id: account.into(), label, detail });
	}
	let sql = "SELECT number, hash FROM blocks WHERE number = $1 OR hash = $2 LIMIT 1";
	if let Some(row) = store.row(sql, vec![id.into(), text.to_lowercase().into()]).await? {
		let (label, detail) = (row.int(0).to_string(), row.text(1));
		items.push(Found { kind: "block", id: row.int(0).into(), label, detail });
	}
	Ok(Json(Page::whole(items)))
}
