-- What the outbox remembers. Energy in Wh, times as Unix seconds, hashes as 32 bytes.

-- Whose outbox this is: `version` of this schema, `genesis` of the chain, `anchor` (number and hash of
-- the first block that was seen), `scanned` (of the last final block that was looked through).
CREATE TABLE about (
	key TEXT PRIMARY KEY,
	value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- The devices of meters, by the meters' names.
CREATE TABLE meter (
	name TEXT PRIMARY KEY,
	device INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- The last registers that were accepted for a device. Nothing of it is sent before `held_until`.
CREATE TABLE device (
	id INTEGER PRIMARY KEY,
	at INTEGER NOT NULL,
	import INTEGER NOT NULL,
	export INTEGER NOT NULL,
	held_until INTEGER NOT NULL DEFAULT 0
) STRICT;

-- Signed transactions that may get into a block, or are in one that is not final.
CREATE TABLE tx (
	id INTEGER PRIMARY KEY,
	nonce INTEGER NOT NULL,
	hash BLOB NOT NULL UNIQUE,
	bytes BLOB NOT NULL,
	-- What it calls; and the hashes of earlier signatures under the same call and number, of which one
	-- alone can get into a block.
	call BLOB NOT NULL,
	earlier BLOB NOT NULL,
	-- The final block that it builds on, and the first block that can no longer hold it.
	born INTEGER NOT NULL,
	dies INTEGER NOT NULL,
	what TEXT NOT NULL
) STRICT;

-- Readings that were accepted. `state`: 0 waits, 1 is in the transaction `tx`, 2 is booked in the final
-- block `block`, 3 was on the chain before, 4 was refused by the chain for `reason`.
CREATE TABLE reading (
	device INTEGER NOT NULL,
	at INTEGER NOT NULL,
	import INTEGER NOT NULL,
	export INTEGER NOT NULL,
	state INTEGER NOT NULL,
	accepted INTEGER NOT NULL,
	tx INTEGER,
	block INTEGER,
	reason TEXT,
	PRIMARY KEY (device, at)
) STRICT, WITHOUT ROWID;
CREATE INDEX reading_by_state ON reading (state, at, device);
CREATE INDEX reading_by_tx ON reading (tx) WHERE tx IS NOT NULL;
CREATE INDEX reading_by_block ON reading (block) WHERE block IS NOT NULL;

-- The final blocks in which something of ours was settled.
CREATE TABLE block (
	number INTEGER PRIMARY KEY,
	hash BLOB NOT NULL
) STRICT;
