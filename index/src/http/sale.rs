//! The sale: rounds, depth, orders.

use super::{
	log::Conditions,
	networks::no_account,
	overview::Tariff,
	page::{self, Asked, Named, Page},
	Api,
};
use crate::{
	calendar::month_name,
	error::{ApiError, ErrorBody},
	shared::account_of,
	store::{value::Row, Store},
};
use axum::{extract::State, Json};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// What stands at a price.
#[derive(Serialize, ToSchema)]
struct DepthAt {
	/// Smallest units per kWh.
	price: i64,
	bids_wh: i64,
	offers_wh: i64,
}

#[derive(Serialize, ToSchema)]
pub struct Market {
	provider: i64,
	/// The provider's prices now: the next round's.
	tariff: Tariff,
	/// The round that takes orders at the head's time; null where nobody has placed one.
	open: Option<OpenRound>,
	/// The last round that was cleared.
	last: Option<LastRound>,
	block: i64,
}

#[derive(Serialize, ToSchema)]
struct OpenRound {
	round: i64,
	state: &'static str,
	opened_block: i64,
	clears_ms: i64,
	/// The prices of this round.
	tariff: Tariff,
	/// Orders that stand.
	orders: i64,
	depth: Vec<DepthAt>,
}

#[derive(Serialize, ToSchema)]
struct LastRound {
	round: i64,
	/// Null where nothing was traded.
	price: Option<i64>,
	volume_wh: i64,
	block: i64,
}

/// What stands at each price of a round: cancelled orders left out.
async fn depth(store: &Store, provider: i64, round: i64) -> Result<Vec<DepthAt>, ApiError> {
	let sql =
		"SELECT price, CAST(SUM(CASE WHEN side = 'bid' THEN energy_wh ELSE 0 END) AS BIGINT), \
		CAST(SUM(CASE WHEN side = 'offer' THEN energy_wh ELSE 0 END) AS BIGINT) FROM orders \
		WHERE provider = $1 AND round = $2 AND state <> 'cancelled' GROUP BY price ORDER BY price";
	let rows = store.rows(sql, vec![provider.into(), round.into()]).await?;
	let at = |row: Row| DepthAt { price: row.int(0), bids_wh: row.int(1), offers_wh: row.int(2) };
	Ok(rows.into_iter().map(at).collect())
}

/// The sale of a provider: the open round, and the last result.
#[utoipa::path(get, path = "/api/v1/sale/{provider}", tag = "sale",
	params(("provider" = i64, Path, description = "The provider's id")),
	responses((status = 200, body = Market), (status = 404, body = ErrorBody)))]
pub async fn market(
	State(api): State<Api>,
	Named(id): Named<u32>,
) -> Result<Json<Market>, ApiError> {
	let (store, head, id) = (&api.shared.store, api.shared.head()?, i64::from(id));
	let sql = "SELECT buy_back, retail, tick FROM providers WHERE id = $1";
	let provider = store.row(sql, vec![id.into()]).await?;
	let provider = provider.ok_or_else(|| ApiError::missing("provider", id, "overview"))?;
	let tariff = |row: &Row, first: usize| Tariff {
		buy_back: row.int(first),
		retail: row.int(first + 1),
		tick: row.int(first + 2),
	};
	let sql = "SELECT round, opened_block, clears_at, buy_back, retail, tick, \
		(SELECT COUNT(*) FROM orders o WHERE o.provider = r.provider AND o.round = r.round \
		 AND o.state = 'standing') FROM rounds r \
		WHERE r.provider = $1 AND r.state = 'open' AND r.clears_at > $2 ORDER BY round DESC LIMIT 1";
	let now = head.time_ms / 1_000;
	let open = match store.row(sql, vec![id.into(), now.into()]).await? {
		None => None,
		Some(row) => Some(OpenRound {
			round: row.int(0),
			state: "open",
			opened_block: row.int(1),
			clears_ms: row.int(2) * 1_000,
			tariff: tariff(&row, 3),
			orders: row.int(6),
			depth: depth(store, id, row.int(0)).await?,
		}),
	};
	let sql = "SELECT round, price, volume_wh, cleared_block FROM rounds \
		WHERE provider = $1 AND cleared_block IS NOT NULL ORDER BY round DESC LIMIT 1";
	let last = store.row(sql, vec![id.into()]).await?.map(|row| LastRound {
		round: row.int(0),
		price: row.maybe_int(1),
		volume_wh: row.int(2),
		block: row.int(3),
	});
	Ok(Json(Market { provider: id, tariff: tariff(&provider, 0), open, last, block: head.block }))
}

#[derive(Serialize, ToSchema)]
pub struct Round {
	provider: i64,
	round: i64,
	/// `open`, `cleared`, `settled`.
	state: String,
	/// The prices of this round.
	tariff: Tariff,
	/// When it is cleared.
	clears_ms: i64,
	/// The one price of all trades; null where nothing was traded.
	price: Option<i64>,
	volume_wh: i64,
	/// Bids that got something, of those that are settled.
	buyers: i64,
	/// Offers that sold something, of those that are settled.
	sellers: i64,
	/// Bought back by the provider: no network took it.
	provider_bought_wh: i64,
	/// Delivered by the provider: no network offered it.
	provider_sold_wh: i64,
	/// What the provider was paid.
	to_provider: i64,
	opened_block: i64,
	cleared_block: Option<i64>,
	settled_block: Option<i64>,
}

const ROUND: &str = "provider, round, state, buy_back, retail, tick, clears_at, price, volume_wh, \
	provider_bought_wh, provider_sold_wh, to_provider, opened_block, cleared_block, settled_block, \
	(SELECT COUNT(*) FROM orders o WHERE o.provider = r.provider AND o.round = r.round \
	 AND o.side = 'bid' AND o.filled_wh > 0), \
	(SELECT COUNT(*) FROM orders o WHERE o.provider = r.provider AND o.round = r.round \
	 AND o.side = 'offer' AND o.filled_wh > 0) FROM rounds r";

fn round_of(row: &Row) -> Round {
	Round {
		provider: row.int(0),
		round: row.int(1),
		state: row.text(2),
		tariff: Tariff { buy_back: row.int(3), retail: row.int(4), tick: row.int(5) },
		clears_ms: row.int(6) * 1_000,
		price: row.maybe_int(7),
		volume_wh: row.int(8),
		buyers: row.int(15),
		sellers: row.int(16),
		provider_bought_wh: row.int(9),
		provider_sold_wh: row.int(10),
		to_provider: row.int(11),
		opened_block: row.int(12),
		cleared_block: row.maybe_int(13),
		settled_block: row.maybe_int(14),
	}
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct RoundsQuery {
	/// 1 to 1000.
	limit: Option<i64>,
	/// The `next` of the answer before.
	cursor: Option<String>,
}

/// The rounds of a provider, newest first.
#[utoipa::path(get, path = "/api/v1/sale/{provider}/rounds", tag = "sale",
	params(("provider" = i64, Path, description = "The provider's id"), RoundsQuery),
	responses((status = 200, body = Page<Round>), (status = 400, body = ErrorBody)))]
pub async fn rounds(
	State(api): State<Api>,
	Named(id): Named<u32>,
	Asked(asked): Asked<RoundsQuery>,
) -> Result<Json<Page<Round>>, ApiError> {
	let limit = page::limit(asked.limit)?;
	let mut conditions = Conditions::default();
	conditions.add("r.provider = #", id);
	if let Some(text) = &asked.cursor {
		conditions.add("r.round < #", page::cursor::<1>(text)?[0]);
	}
	let sql =
		format!("SELECT {ROUND} {} ORDER BY r.round DESC LIMIT {}", conditions.sql(), limit + 1);
	let rows = api.shared.store.rows(sql, conditions.args).await?;
	let items = rows.iter().map(round_of).collect();
	Ok(Json(Page::of(items, limit, |round: &Round| round.round.to_string())))
}

#[derive(Serialize, ToSchema)]
pub struct RoundWithDepth {
	#[serde(flatten)]
	round: Round,
	/// As it stood when it was cleared, or stands.
	depth: Vec<DepthAt>,
}

/// One round, with its depth.
#[utoipa::path(get, path = "/api/v1/sale/{provider}/rounds/{round}", tag = "sale",
	params(("provider" = i64, Path, description = "The provider's id"),
		("round" = i64, Path, description = "The round's number")),
	responses((status = 200, body = RoundWithDepth), (status = 404, body = ErrorBody)))]
pub async fn round(
	State(api): State<Api>,
	Named((provider, round)): Named<(u32, u32)>,
) -> Result<Json<RoundWithDepth>, ApiError> {
	let store = &api.shared.store;
	let sql = format!("SELECT {ROUND} WHERE r.provider = $1 AND r.round = $2");
	let row = store.row(sql, vec![provider.into(), round.into()]).await?;
	let list = format!("sale/{provider}/rounds");
	let row = row.ok_or_else(|| ApiError::missing("round", round, &list))?;
	let depth = depth(store, provider.into(), round.into()).await?;
	Ok(Json(RoundWithDepth { round: round_of(&row), depth }))
}

#[derive(Serialize, ToSchema)]
pub struct Order {
	provider: i64,
	round: i64,
	/// `bid`, `offer`.
	side: String,
	/// Each side counts its orders from zero.
	index: i64,
	network: i64,
	network_label: String,
	/// Whose money is held, or who is paid.
	account: String,
	/// `offer`, `leftover`, `bid`, `shortfall`.
	purpose: String,
	/// The month that it is of; null for an owner's bid.
	month: Option<String>,
	/// The limit price.
	price: i64,
	energy_wh: i64,
	/// The money on hold for a bid.
	held: i64,
	/// `standing`, `cancelled`, `settled`.
	state: String,
	filled_wh: i64,
	/// Paid by a bid, or to an offer.
	money: i64,
	placed_block: i64,
	cancelled_block: Option<i64>,
	settled_block: Option<i64>,
	block: i64,
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct OrdersQuery {
	provider: Option<i64>,
	round: Option<i64>,
	network: Option<i64>,
	/// Whoever placed it: an address, or 0x and 64 digits.
	account: Option<String>,
	/// `standing`, `cancelled`, `settled`.
	state: Option<String>,
	/// 1 to 1000.
	limit: Option<i64>,
	/// The `next` of the answer before.
	cursor: Option<String>,
}

/// Orders, newest round first.
#[utoipa::path(get, path = "/api/v1/orders", tag = "sale", params(OrdersQuery),
	responses((status = 200, body = Page<Order>), (status = 400, body = ErrorBody)))]
pub async fn orders(
	State(api): State<Api>,
	Asked(asked): Asked<OrdersQuery>,
) -> Result<Json<Page<Order>>, ApiError> {
	let limit = page::limit(asked.limit)?;
	let mut conditions = Conditions::default();
	conditions.maybe("o.provider = #", asked.provider);
	conditions.maybe("o.round = #", asked.round);
	conditions.maybe("o.network = #", asked.network);
	conditions.maybe("o.state = #", asked.state);
	if let Some(account) = &asked.account {
		let account = account_of(account).ok_or_else(|| no_account(account))?;
		conditions.add("o.account = #", account);
	}
	if let Some(text) = &asked.cursor {
		// Round, provider, side (1 for offers), place: all descending.
		let [round, provider, side, place] = page::cursor(text)?;
		let side = if side == 1 { "offer" } else { "bid" };
		conditions.add("o.round <= #", round);
		conditions.add(
			&format!(
				"(o.round < # OR o.provider < {provider} OR (o.provider = {provider} \
				 AND (o.side < '{side}' OR (o.side = '{side}' AND o.place < {place}))))"
			),
			round,
		);
	}
	let sql = format!(
		"SELECT o.provider, o.round, o.side, o.place, o.network, n.label, o.account, o.purpose, \
		 o.month, o.price, o.energy_wh, o.held, o.state, o.filled_wh, o.money, o.placed_block, \
		 o.cancelled_block, o.settled_block, o.block \
		 FROM orders o LEFT JOIN networks n ON n.id = o.network {} \
		 ORDER BY o.round DESC, o.provider DESC, o.side DESC, o.place DESC LIMIT {}",
		conditions.sql(),
		limit + 1
	);
	let rows = api.shared.store.rows(sql, conditions.args).await?;
	let order = |row: Row| Order {
		provider: row.int(0),
		round: row.int(1),
		side: row.text(2),
		index: row.int(3),
		network: row.int(4),
		network_label: row.text(5),
		account: row.text(6),
		purpose: row.text(7),
		month: row.maybe_int(8).map(month_name),
		price: row.int(9),
		energy_wh: row.int(10),
		held: row.int(11),
		state: row.text(12),
		filled_wh: row.int(13),
		money: row.int(14),
		placed_block: row.int(15),
		cancelled_block: row.maybe_int(16),
		settled_block: row.maybe_int(17),
		block: row.int(18),
	};
	let items = rows.into_iter().map(order).collect();
	let cursor = |last: &Order| {
		let side = i64::from(last.side == "offer");
		format!("{}.{}.{side}.{}", last.round, last.provider, last.index)
	};
	Ok(Json(Page::of(items, limit, cursor)))
}
