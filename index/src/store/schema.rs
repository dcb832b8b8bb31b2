//! The tables. Whole numbers are 64 bits wide, truth is 0 or 1, hashes and accounts are text. Energy
//! in Wh, money in smallest units, instants in Unix seconds unless a name says `_ms`. `block` is the
//! block that a row comes from.
//!
//! What is said here holds for both databases: the statements are those that both understand.

/// Counts changes of the tables and of what stands in them. An index of another version is made
/// anew from the chain.
pub const VERSION: i64 = 1;

/// A table and the columns that order it.
pub struct Table {
	pub name: &'static str,
	pub columns: &'static str,
	pub key: &'static str,
}

const fn table(name: &'static str, columns: &'static str, key: &'static str) -> Table {
	Table { name, columns, key }
}

/// What says what the index is of: not part of its content.
pub const ABOUT: Table = table("about", "name TEXT NOT NULL, value TEXT NOT NULL", "name");

/// The content.
pub const TABLES: &[Table] = &[
	table(
		"blocks",
		"number BIGINT NOT NULL, hash TEXT NOT NULL, parent TEXT NOT NULL, time_ms BIGINT NOT NULL,
		 spec_version BIGINT NOT NULL, extrinsics BIGINT NOT NULL, events BIGINT NOT NULL,
		 booked BIGINT NOT NULL, refused BIGINT NOT NULL, unattributed BIGINT NOT NULL",
		"number",
	),
	// The event log: every event of our pallets and of the council, as the chain tells it.
	table(
		"events",
		"block BIGINT NOT NULL, event BIGINT NOT NULL, extrinsic BIGINT, pallet TEXT NOT NULL,
		 name TEXT NOT NULL, network BIGINT, device BIGINT, provider BIGINT, data TEXT NOT NULL",
		"block, event",
	),
	table(
		"providers",
		"id BIGINT NOT NULL, label TEXT NOT NULL, account TEXT NOT NULL, state TEXT NOT NULL,
		 capacity_wh BIGINT NOT NULL, buy_back BIGINT NOT NULL, retail BIGINT NOT NULL,
		 tick BIGINT NOT NULL, overdraft_limit_wh BIGINT NOT NULL,
		 overdraft_chunk_wh BIGINT NOT NULL, carry_limit_wh BIGINT NOT NULL,
		 carry_months BIGINT NOT NULL, utc_offset_minutes BIGINT NOT NULL, block BIGINT NOT NULL",
		"id",
	),
	// What each provider's readings came to.
	table(
		"reading_totals",
		"provider BIGINT NOT NULL, booked BIGINT NOT NULL, refused BIGINT NOT NULL,
		 block BIGINT NOT NULL",
		"provider",
	),
	table(
		"head_ends",
		"account TEXT NOT NULL, provider BIGINT NOT NULL, block BIGINT NOT NULL",
		"account",
	),
	table(
		"networks",
		"id BIGINT NOT NULL, provider BIGINT NOT NULL, owner TEXT NOT NULL, label TEXT NOT NULL,
		 state TEXT NOT NULL, cell TEXT NOT NULL, billing_day BIGINT NOT NULL,
		 utc_offset_minutes BIGINT NOT NULL, leftover TEXT NOT NULL,
		 allotment_wh BIGINT NOT NULL, allocated_wh BIGINT NOT NULL, between_devices BIGINT,
		 min_transfer_wh BIGINT, draws BIGINT, community BIGINT, offered_to TEXT,
		 registered_block BIGINT NOT NULL, block BIGINT NOT NULL",
		"id",
	),
	table(
		"devices",
		"id BIGINT NOT NULL, network BIGINT NOT NULL, provider BIGINT NOT NULL,
		 label TEXT NOT NULL, kind TEXT NOT NULL, state TEXT NOT NULL, rated_w BIGINT NOT NULL,
		 floor_wh BIGINT NOT NULL, protected BIGINT NOT NULL, key_scheme TEXT, key TEXT,
		 allocation_wh BIGINT NOT NULL, enrolled_block BIGINT NOT NULL, block BIGINT NOT NULL",
		"id",
	),
	// Where the meters stand. `memory` is what the next reading needs to be understood.
	table(
		"meters",
		"device BIGINT NOT NULL, import_wh BIGINT NOT NULL, export_wh BIGINT NOT NULL,
		 read_at BIGINT NOT NULL, first_at BIGINT NOT NULL, booked BIGINT NOT NULL,
		 refused BIGINT NOT NULL, exchanged BIGINT NOT NULL, import_offset_wh BIGINT NOT NULL,
		 export_offset_wh BIGINT NOT NULL, counter BIGINT, signed BIGINT NOT NULL,
		 signed_at BIGINT, memory TEXT NOT NULL, block BIGINT NOT NULL",
		"device",
	),
	// Registers are the chain's; `used_wh` and `exported_wh` are since the reading before.
	table(
		"readings",
		"device BIGINT NOT NULL, at BIGINT NOT NULL, import_wh BIGINT NOT NULL,
		 export_wh BIGINT NOT NULL, used_wh BIGINT NOT NULL, exported_wh BIGINT NOT NULL,
		 source TEXT NOT NULL, counter BIGINT, block BIGINT NOT NULL",
		"device, at",
	),
	table(
		"refusals",
		"block BIGINT NOT NULL, event BIGINT NOT NULL, provider BIGINT, page BIGINT NOT NULL,
		 slot BIGINT, device BIGINT, at BIGINT NOT NULL, reason TEXT NOT NULL",
		"block, event",
	),
	// What a network's devices used, by local day counted from 1970-01-01.
	table(
		"network_days",
		"network BIGINT NOT NULL, day BIGINT NOT NULL, used_wh BIGINT NOT NULL,
		 exported_wh BIGINT NOT NULL, readings BIGINT NOT NULL, block BIGINT NOT NULL",
		"network, day",
	),
	// The same by billing month, and by device.
	table(
		"device_months",
		"network BIGINT NOT NULL, month BIGINT NOT NULL, device BIGINT NOT NULL,
		 used_wh BIGINT NOT NULL, exported_wh BIGINT NOT NULL, readings BIGINT NOT NULL,
		 block BIGINT NOT NULL",
		"network, month, device",
	),
	// Ledgers and statements. In an open month `used_wh` and `balances_wh` are not the ledger's.
	table(
		"months",
		"network BIGINT NOT NULL, month BIGINT NOT NULL, state TEXT NOT NULL,
		 granted_wh BIGINT NOT NULL, carried_in_wh BIGINT NOT NULL, generated_wh BIGINT NOT NULL,
		 received_wh BIGINT NOT NULL, bought_wh BIGINT NOT NULL, overdrawn_wh BIGINT NOT NULL,
		 used_wh BIGINT NOT NULL, reserve_wh BIGINT NOT NULL, balances_wh BIGINT NOT NULL,
		 held_wh BIGINT NOT NULL, given_wh BIGINT NOT NULL, offered_wh BIGINT NOT NULL,
		 sold_wh BIGINT NOT NULL, carried_out_wh BIGINT NOT NULL, expired_wh BIGINT NOT NULL,
		 between_devices BIGINT NOT NULL, between_networks BIGINT NOT NULL, dry BIGINT NOT NULL,
		 opened_block BIGINT NOT NULL, closed_block BIGINT, settled_block BIGINT,
		 block BIGINT NOT NULL",
		"network, month",
	),
	// What had come into an open month for the network's own use, exports left out, less what had
	// left it: after each block that changed it.
	table(
		"month_steps",
		"network BIGINT NOT NULL, month BIGINT NOT NULL, block BIGINT NOT NULL,
		 time_ms BIGINT NOT NULL, inflow_wh BIGINT NOT NULL, overdrawn_wh BIGINT NOT NULL",
		"network, month, block",
	),
	table(
		"statement_lines",
		"network BIGINT NOT NULL, month BIGINT NOT NULL, device BIGINT NOT NULL,
		 rank BIGINT NOT NULL, import_wh BIGINT NOT NULL, export_wh BIGINT NOT NULL,
		 used_wh BIGINT NOT NULL, generated_wh BIGINT NOT NULL, received_wh BIGINT NOT NULL,
		 given_wh BIGINT NOT NULL, allocation_wh BIGINT NOT NULL, block BIGINT NOT NULL",
		"network, month, device",
	),
	table(
		"movements",
		"block BIGINT NOT NULL, event BIGINT NOT NULL, part BIGINT NOT NULL,
		 time_ms BIGINT NOT NULL, network BIGINT NOT NULL, month BIGINT NOT NULL,
		 reason TEXT NOT NULL, from_kind TEXT NOT NULL, from_id BIGINT NOT NULL,
		 to_kind TEXT NOT NULL, to_id BIGINT NOT NULL, energy_wh BIGINT NOT NULL",
		"block, event, part",
	),
	table(
		"communities",
		"id BIGINT NOT NULL, label TEXT NOT NULL, provider BIGINT NOT NULL, founder BIGINT,
		 members BIGINT NOT NULL, draw_limit_wh BIGINT NOT NULL, pool_wh BIGINT NOT NULL,
		 block BIGINT NOT NULL",
		"id",
	),
	table(
		"members",
		"community BIGINT NOT NULL, network BIGINT NOT NULL, pledged_wh BIGINT NOT NULL,
		 withdrawn_wh BIGINT NOT NULL, drawn_wh BIGINT NOT NULL, block BIGINT NOT NULL",
		"community, network",
	),
	table(
		"rounds",
		"provider BIGINT NOT NULL, round BIGINT NOT NULL, state TEXT NOT NULL,
		 buy_back BIGINT NOT NULL, retail BIGINT NOT NULL, tick BIGINT NOT NULL,
		 clears_at BIGINT NOT NULL, price BIGINT, volume_wh BIGINT NOT NULL,
		 provider_bought_wh BIGINT NOT NULL, provider_sold_wh BIGINT NOT NULL,
		 to_provider BIGINT NOT NULL, opened_block BIGINT NOT NULL, cleared_block BIGINT,
		 settled_block BIGINT",
		"provider, round",
	),
	table(
		"orders",
		"provider BIGINT NOT NULL, round BIGINT NOT NULL, side TEXT NOT NULL,
		 place BIGINT NOT NULL, network BIGINT NOT NULL, account TEXT NOT NULL,
		 purpose TEXT NOT NULL, month BIGINT, price BIGINT NOT NULL, energy_wh BIGINT NOT NULL,
		 held BIGINT NOT NULL, state TEXT NOT NULL, filled_wh BIGINT NOT NULL,
		 money BIGINT NOT NULL, placed_block BIGINT NOT NULL, cancelled_block BIGINT,
		 settled_block BIGINT, block BIGINT NOT NULL",
		"provider, round, side, place",
	),
];

/// What lists are looked up by.
pub const INDEXES: &[&str] = &[
	"CREATE INDEX IF NOT EXISTS blocks_by_time ON blocks (time_ms)",
	"CREATE INDEX IF NOT EXISTS blocks_by_hash ON blocks (hash)",
	"CREATE INDEX IF NOT EXISTS events_of_network ON events (network, block, event)",
	"CREATE INDEX IF NOT EXISTS events_of_device ON events (device, block, event)",
	"CREATE INDEX IF NOT EXISTS events_by_name ON events (pallet, name, block, event)",
	"CREATE INDEX IF NOT EXISTS networks_of_owner ON networks (owner)",
	"CREATE INDEX IF NOT EXISTS devices_of_network ON devices (network)",
	"CREATE INDEX IF NOT EXISTS refusals_of_device ON refusals (device, block, event)",
	"CREATE INDEX IF NOT EXISTS movements_of_network ON movements (network, month, block)",
	"CREATE INDEX IF NOT EXISTS movements_from ON movements (from_kind, from_id, block)",
	"CREATE INDEX IF NOT EXISTS movements_to ON movements (to_kind, to_id, block)",
	"CREATE INDEX IF NOT EXISTS orders_of_network ON orders (network, placed_block)",
	"CREATE INDEX IF NOT EXISTS orders_of_account ON orders (account, placed_block)",
	"CREATE INDEX IF NOT EXISTS months_by_month ON months (month)",
	"CREATE INDEX IF NOT EXISTS device_months_by_month ON device_months (month)",
];
