// The answers of the index, version 1, as `/api/v1/openapi.json` describes them: energy in Wh, instants in
// Unix milliseconds, prices in smallest units of the settlement asset per kWh, months as `2019-10`.

export type State = 'pending' | 'active' | 'suspended' | 'retired';
export type Kind = 'load' | 'generator' | 'store' | 'charger';
export type Condition = 'exhausted' | 'ahead' | 'on_pace' | 'inactive' | 'idle';
export type Leftover = 'hold' | 'sell' | 'share';
export type Side = 'bid' | 'offer';

/** A part of a list; `next` asks for what follows. */
export interface Page<T> {
	items: T[];
	next: string | null;
}

export type NodeState = 'connecting' | 'catching_up' | 'connected' | 'disconnected';

export interface Status {
	node: { state: NodeState; url: string; since_ms: number; problem: string | null };
	chain: { name: string; genesis: string; spec_version: number; finalized: number };
	/** Null until the first block is read. */
	index: { block: number; hash: string; time_ms: number; behind: number } | null;
}

export interface BlockHead {
	number: number;
	hash: string;
	time_ms: number;
}

export interface LiveBlock extends BlockHead {
	extrinsics: number;
	events: number;
	booked: number;
	refused: number;
}

export interface LiveReadings {
	block: number;
	at_ms: number;
	networks: { network: number; readings: number; used_wh: number; exported_wh: number }[];
	more?: boolean;
}

export interface Changed {
	block: number;
	networks: number[];
	devices: number[];
	providers: number[];
	rounds: [number, number][];
}

export interface Tariff {
	buy_back: number;
	retail: number;
	tick: number;
}

export interface Money {
	asset: number;
	symbol: string;
	decimals: number;
}

export interface Provider {
	id: number;
	label: string;
	account: string;
	state: State;
	utc_offset_minutes: number;
	capacity_wh: number;
	committed_wh: number;
	tariff: Tariff;
	overdraft: { limit_wh: number; chunk_wh: number };
	carry_over: { limit_wh: number; months: number };
	networks: number;
	devices: number;
	month: { granted_wh: number; used_wh: number; available_wh: number };
	readings: { booked: number; refused: number };
	block: number;
}

export interface Overview {
	chain: {
		name: string;
		genesis: string;
		spec_version: number;
		ss58_prefix: number;
		slots_per_page: number;
		round_length_ms: number;
		close_delay_ms: number;
	};
	money: Money;
	head: { block: number; hash: string; time_ms: number };
	node: { state: NodeState };
	/** Months with a reading or a grant, ascending. */
	months: string[];
	totals: {
		providers: number;
		networks: number;
		devices: number;
		networks_by_state: Record<State, number>;
		devices_by_kind: Record<Kind, number>;
	};
	providers: Provider[];
	readings: { booked: number; refused: number; last_hour: number; last_day: number; last_ms: number };
}

export interface NetworkRow {
	id: number;
	label: string;
	provider: number;
	state: State;
	owner: string;
	lat: number | null;
	lon: number | null;
	devices: number;
	month: string;
	granted_wh: number;
	available_wh: number;
	used_wh: number;
	pace_percent: number | null;
	condition: Condition;
	block: number;
}

export interface Policy {
	between_devices: boolean;
	min_transfer_wh: number;
	draws: boolean;
}

export interface Network {
	id: number;
	label: string;
	provider: number;
	provider_label: string;
	owner: string;
	state: State;
	lat: number | null;
	lon: number | null;
	geohash: string;
	billing_day: number;
	utc_offset_minutes: number;
	leftover: Leftover;
	policy: Policy | null;
	standing: { allotment_wh: number; allocated_wh: number };
	community: {
		id: number;
		label: string;
		pool_wh: number;
		members: number;
		draw_limit_wh: number;
		pledged_wh: number;
		withdrawn_wh: number;
		drawn_wh: number;
	} | null;
	month: string;
	months: string[];
	registered_block: number;
	block: number;
}

export interface Columns {
	granted_wh: number;
	carried_in_wh: number;
	generated_wh: number;
	received_wh: number;
	bought_wh: number;
	overdrawn_wh: number;
	used_wh: number;
	reserve_wh: number;
	balances_wh: number;
	held_wh: number;
	given_wh: number;
	offered_wh: number;
	sold_wh: number;
	carried_out_wh: number;
	expired_wh: number;
}

export type MonthState = 'open' | 'settling' | 'closed';

export interface Day {
	day: string;
	end_ms: number;
	used_wh: number;
	exported_wh: number;
	used_so_far_wh: number;
	available_wh: number;
	inflow_wh: number;
	readings: number;
	block: number | null;
}

export interface Statement {
	month: string;
	state: MonthState;
	start_ms: number;
	end_ms: number;
	columns: Columns;
	transfers: { between_devices: number; between_networks: number };
	opened_block: number | null;
	closed_block: number | null;
	settled_block: number | null;
	block: number;
}

export interface Month extends Statement {
	network: number;
	days: Day[];
	pace: { at_ms: number; available_in_month_wh: number; expected_wh: number; percent: number | null } | null;
	forecast: { at_ms: number; used_at_end_wh: number; exhausted_ms: number | null } | null;
}

export interface DeviceRow {
	rank: number;
	device: number;
	label: string;
	kind: Kind;
	state: State;
	used_wh: number;
	generated_wh: number;
	expected_wh: number | null;
	pace_percent: number | null;
	balance_wh: number | null;
	allocation_wh: number | null;
	received_wh: number;
	given_wh: number;
	share_percent: number | null;
	read_ms: number | null;
	block: number;
}

export interface End {
	kind: 'provider' | 'reserve' | 'device' | 'community' | 'sale' | 'overdraft' | 'held' | 'generators';
	id: number;
	label: string;
}

export interface Flow {
	from: End;
	to: End;
	reason: string;
	energy_wh: number;
	count: number;
	first_block: number;
	last_block: number;
}

export interface Movement {
	block: number;
	event: number;
	time_ms: number;
	network: number;
	month: string;
	reason: string;
	from: End;
	to: End;
	energy_wh: number;
}

export interface Device {
	id: number;
	label: string;
	network: number;
	network_label: string;
	provider: number;
	kind: Kind;
	state: State;
	rated_w: number;
	floor_wh: number;
	protected: boolean;
	signature: {
		has_key: boolean;
		scheme: 'ed25519' | 'sr25519' | 'secp256k1' | null;
		key: string | null;
		counter: number | null;
		signed_readings: number;
		last_signed_ms: number | null;
	};
	registers: { import_wh: number; export_wh: number; read_ms: number; block: number };
	meter: { exchanged: number; import_offset_wh: number; export_offset_wh: number };
	live: {
		month: string;
		register_wh: number;
		mark_wh: number;
		opening_wh: number;
		balance_wh: number;
		allocation_wh: number;
		export_wh: number;
		credited_wh: number;
		block: number;
	} | null;
	readings: { booked: number; refused: number; first_ms: number | null; last_ms: number | null };
	enrolled_block: number;
	block: number;
}

export interface Load {
	device: number;
	from_ms: number;
	to_ms: number;
	resolution: string;
	resolution_ms: number;
	points: {
		start_ms: number;
		end_ms: number;
		import_wh: number;
		export_wh: number;
		power_w: number;
		readings: number;
		block: number;
	}[];
}

export interface Reading {
	at_ms: number;
	import_wh: number;
	export_wh: number;
	used_wh: number;
	exported_wh: number;
	source: 'enrolment' | 'batch' | 'signed_batch' | 'device' | 'exchange' | 'correction';
	counter: number | null;
	block: number;
}

export interface DepthAt {
	price: number;
	bids_wh: number;
	offers_wh: number;
}

export interface Sale {
	provider: number;
	tariff: Tariff;
	open: {
		round: number;
		state: 'open';
		opened_block: number;
		clears_ms: number;
		tariff: Tariff;
		orders: number;
		depth: DepthAt[];
	} | null;
	last: { round: number; price: number | null; volume_wh: number; block: number } | null;
	block: number;
}

export interface Round {
	provider: number;
	round: number;
	state: 'open' | 'cleared' | 'settled';
	tariff: Tariff;
	clears_ms: number;
	price: number | null;
	volume_wh: number | null;
	buyers: number | null;
	sellers: number | null;
	provider_bought_wh: number | null;
	provider_sold_wh: number | null;
	to_provider: number | null;
	opened_block: number;
	cleared_block: number | null;
	settled_block: number | null;
	depth?: DepthAt[];
}

export interface Order {
	provider: number;
	round: number;
	side: Side;
	index: number;
	network: number;
	network_label: string;
	account: string;
	purpose: 'offer' | 'leftover' | 'bid' | 'shortfall';
	month: string | null;
	price: number;
	energy_wh: number;
	held: number;
	state: 'standing' | 'cancelled' | 'settled';
	filled_wh: number | null;
	money: number | null;
	placed_block: number;
	cancelled_block: number | null;
	settled_block: number | null;
	block: number;
}

export interface Account {
	account: string;
	public_key: string;
	provider: number | null;
	head_end_of: number | null;
	networks: { id: number; label: string; provider: number; state: State }[];
	orders_standing: number;
}

export interface Block extends LiveBlock {
	parent?: string;
	log?: { event: number; pallet: string; name: string; data: Record<string, unknown> }[];
}
