import { BLOCKS } from './block-views.ts';
import { PROJECTIONS } from './projections.ts';
import { TRADE_VIEWS } from './trade-views.ts';

/**
 * The journal's tables, as steps: step i brings a file from version i to i + 1 (PRAGMA user_version). A step that was
 * released is never changed; a new one is added.
 */
export const MIGRATIONS: readonly string[] = [
  `
  -- Every event that changes facts (kind 0) and every decision (kind 1), in the order in which they are folded.
  -- body: core/codec text. hash: sha256 over the hash before it and the row, so that none can change or go unseen.
  CREATE TABLE entries (
    n INTEGER PRIMARY KEY,
    seq INTEGER NOT NULL,
    at INTEGER NOT NULL,
    kind INTEGER NOT NULL,
    type TEXT NOT NULL,
    body TEXT NOT NULL,
    hash BLOB NOT NULL
  ) STRICT;

  -- first_n: the number of its first entry. body, ended: RunStart and RunEnd as core/codec text.
  CREATE TABLE runs (
    run TEXT PRIMARY KEY,
    first_seq INTEGER NOT NULL,
    first_n INTEGER NOT NULL,
    body TEXT NOT NULL,
    ended TEXT,
    sha BLOB NOT NULL
  ) STRICT;

  -- body: the facts, as core/codec text under zstd. They cover the entries up to n, whose hash is head.
  CREATE TABLE snapshots (
    seq INTEGER PRIMARY KEY,
    run TEXT NOT NULL,
    n INTEGER NOT NULL,
    head BLOB NOT NULL,
    body BLOB NOT NULL,
    sha BLOB NOT NULL
  ) STRICT;

  CREATE TABLE minds (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    seq INTEGER NOT NULL,
    code_hash TEXT NOT NULL,
    body BLOB NOT NULL,
    sha BLOB NOT NULL
  ) STRICT;

  -- For queries: prices and quantities are integers at the instrument's scales, fees at the scale of cash.
  CREATE VIEW orders AS SELECT
    e.seq, e.at AS at_ms,
    x.value ->> '$.order.clientOrderId' AS client_order_id,
    x.value ->> '$.order.account' AS account,
    x.value ->> '$.order.instrument' AS instrument,
    x.value ->> '$.order.owner' AS owner,
    x.value ->> '$.order.role' AS role,
    x.value ->> '$.order.side' AS side,
    x.value ->> '$.order.type' AS type,
    x.value ->> '$.order.quantity' AS quantity,
    x.value ->> '$.order.price' AS price,
    x.value ->> '$.order.triggerPrice' AS trigger_price
  FROM entries e, json_each(e.body, '$.effects') x
  WHERE e.kind = 1 AND x.value ->> '$.type' = 'submit';

  CREATE VIEW order_updates AS SELECT
    seq, at AS at_ms,
    body ->> '$.clientOrderId' AS client_order_id,
    body ->> '$.status' AS status,
    body ->> '$.filled' AS filled,
    body ->> '$.version' AS version,
    body ->> '$.reason' AS reason
  FROM entries WHERE kind = 0 AND type = 'order';

  CREATE VIEW fills AS SELECT
    seq, at AS at_ms,
    body ->> '$.fillId' AS fill_id,
    body ->> '$.clientOrderId' AS client_order_id,
    body ->> '$.instrument' AS instrument,
    body ->> '$.side' AS side,
    body ->> '$.price' AS price,
    body ->> '$.quantity' AS quantity,
    body ->> '$.fee.v' AS fee,
    body ->> '$.feeCurrency' AS fee_currency,
    body ->> '$.liquidity' AS liquidity,
    body ->> '$.time' AS time_ms
  FROM entries WHERE kind = 0 AND type = 'fill';
  `,
  PROJECTIONS,
  TRADE_VIEWS,
  BLOCKS,
  // Nothing was ever written to the first. body: core/minds of the snapshot at seq, serialized by V8, under zstd.
  `
  DROP TABLE minds;
  CREATE TABLE minds (seq INTEGER PRIMARY KEY, body BLOB NOT NULL, sha BLOB NOT NULL) STRICT;
  `,
];

/**
 * The tape's, each file by itself. body: arrays of events as JSON lines under zstd, from version 2 on in a compact form
 * (tape-code.ts), which each chunk says itself. decided: entries durable before it.
 */
export const TAPE_MIGRATIONS: readonly string[] = [
  `
  CREATE TABLE chunks (
    from_seq INTEGER PRIMARY KEY,
    to_seq INTEGER NOT NULL,
    from_at INTEGER NOT NULL,
    to_at INTEGER NOT NULL,
    decided INTEGER NOT NULL,
    body BLOB NOT NULL,
    crc INTEGER NOT NULL
  ) STRICT;
  `,
  // Nothing but the version changes: an older botrc is not to take the new form for damage.
  'SELECT 2',
];
