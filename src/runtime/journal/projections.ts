/** One effect a row: `x.value` is its JSON. */
const EFFECTS = `entries e, json_each(e.body, '$.effects') x WHERE e.kind = 1`;
const RECORDS = `${EFFECTS} AND x.value ->> '$.type' = 'record'`;

/** @param configs where configurations stand, with an index by seq. */
export function signalsView(configs: 'entries' | 'blocks'): string {
  return `-- What strategies asked for, each with the gate's word: error_code is the rule that refused it.
  CREATE VIEW signals AS SELECT
    e.seq || '/' || x.key AS id,
    e.at AS created_at_ms,
    x.value ->> '$.record.instrument' AS symbol,
    CASE x.value ->> '$.record.intent.side' WHEN 'buy' THEN 'long' WHEN 'sell' THEN 'short' END AS side,
    coalesce(x.value ->> '$.record.intent.entry', x.value ->> '$.record.intent.price') AS entry_price,
    x.value ->> '$.record.intent.targets[0].price' AS tp1_price,
    x.value ->> '$.record.intent.targets[1].price' AS tp2_price,
    x.value ->> '$.record.intent.targets[2].price' AS tp3_price,
    x.value ->> '$.record.intent.stop' AS sl_price,
    x.value ->> '$.record.intent.riskR' AS risk_r,
    x.value ->> '$.record.intent.probability' AS probability,
    x.value ->> '$.record.owner' AS strategy,
    (
      SELECT s.value ->> '$.version'
      FROM ${configs} c, json_each(c.body, '$.config.strategies') s
      WHERE c.kind = 0 AND c.type = 'config' AND c.seq <= e.seq
        AND s.value ->> '$.owner' = x.value ->> '$.record.owner'
      ORDER BY c.seq DESC LIMIT 1
    ) AS strategy_version,
    x.value ->> '$.record.clientOrderId' AS client_order_id,
    CASE x.value ->> '$.record.verdict' WHEN 'deny' THEN x.value ->> '$.record.rules[#-1].rule' END AS error_code,
    CASE x.value ->> '$.record.verdict' WHEN 'deny' THEN x.value ->> '$.record.rules[#-1].reason' END AS error_message
  FROM ${RECORDS} AND x.value ->> '$.record.kind' = 'verdict'
    AND x.value ->> '$.record.intent.type' NOT IN ('protect', 'flatten');`;
}

/**
 * Version 2 of journal.db: what was pruned (P-2), and what the journal says as tables to query (P-1). They are views: the
 * entries are all there is, so that a table can neither lag behind nor contradict them. Times are ms, prices and
 * quantities integers at the instrument's scales, cash at the scale of cash; NULL is what is not known. Those that join
 * orders are made anew in version 3, see trade-views.ts.
 */
export const PROJECTIONS: string = `
  -- The entry after which the chain begins, where older ones were pruned. sha: sha256 over the row.
  CREATE TABLE base (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    n INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    at INTEGER NOT NULL,
    hash BLOB NOT NULL,
    sha BLOB NOT NULL
  ) STRICT;

  CREATE INDEX entries_config ON entries (seq) WHERE kind = 0 AND type = 'config';

  CREATE VIEW run_log AS SELECT
    run,
    body ->> '$.bot' AS bot,
    body ->> '$.profile' AS profile,
    body ->> '$.mode' AS mode,
    body ->> '$.version' AS version,
    body ->> '$.startedMs' AS started_at_ms,
    ended ->> '$.endedMs' AS ended_at_ms,
    first_seq,
    ended ->> '$.lastSeq' AS last_seq
  FROM runs;

  ${signalsView('entries')}
  -- From flat to flat, by the fills of our own orders; what was adopted from the venue is in \`reconciliation\`.
  CREATE VIEW positions AS
  WITH moves AS (
    SELECT f.seq, f.at_ms, o.account, f.instrument, o.owner, f.price, f.quantity,
      CASE f.side WHEN 'buy' THEN f.quantity ELSE -f.quantity END AS signed
    FROM fills f JOIN orders o ON o.client_order_id = f.client_order_id
    GROUP BY f.fill_id
  ),
  held AS (
    SELECT *, sum(signed) OVER (PARTITION BY account, instrument, owner ORDER BY seq) AS after FROM moves
  ),
  trips AS (
    SELECT *, sum(after = signed) OVER (PARTITION BY account, instrument, owner ORDER BY seq) AS trip FROM held
  ),
  sided AS (
    SELECT *, first_value(signed) OVER (PARTITION BY account, instrument, owner, trip ORDER BY seq) AS first FROM trips
  )
  SELECT
    min(seq) AS id,
    instrument AS symbol,
    CASE WHEN min(first) > 0 THEN 'long' ELSE 'short' END AS side,
    owner AS strategy,
    sum(CASE WHEN signed * first > 0 THEN price * quantity END) * 1.0
      / sum(CASE WHEN signed * first > 0 THEN quantity END) AS entry_price,
    sum(CASE WHEN signed * first < 0 THEN price * quantity END) * 1.0
      / sum(CASE WHEN signed * first < 0 THEN quantity END) AS exit_price,
    sum(CASE WHEN signed * first > 0 THEN quantity END) AS size_base,
    abs(sum(signed)) AS open_size_base,
    CASE WHEN sum(signed) = 0 THEN 'closed' ELSE 'open' END AS status,
    min(at_ms) AS opened_at_ms,
    CASE WHEN sum(signed) = 0 THEN max(at_ms) END AS closed_at_ms
  FROM sided GROUP BY account, instrument, owner, trip;

  CREATE VIEW risk_events AS SELECT
    e.seq, e.at AS created_at_ms,
    x.value ->> '$.record.kind' AS kind,
    x.value ->> '$.record.rule' AS rule,
    x.value ->> '$.record.owner' AS strategy,
    x.value ->> '$.record.reason' AS reason
  FROM ${RECORDS} AND x.value ->> '$.record.kind'
    IN ('killed', 'halted', 'paused', 'resumed', 'flattening', 'strategy-stopped');

  -- By the gate, by the executor or the venue's answer, and by the venue later.
  CREATE VIEW rejections AS
  SELECT e.seq, e.at AS created_at_ms, NULL AS client_order_id,
    x.value ->> '$.record.instrument' AS symbol,
    x.value ->> '$.record.owner' AS strategy,
    x.value ->> '$.record.rules[#-1].reason' AS reason,
    x.value ->> '$.record.rules[#-1].rule' AS code
  FROM ${RECORDS} AND x.value ->> '$.record.kind' = 'verdict' AND x.value ->> '$.record.verdict' = 'deny'
  UNION ALL
  SELECT e.seq, e.at, e.body ->> '$.clientOrderId', o.instrument, o.owner,
    e.body ->> '$.outcome.reason', e.body ->> '$.outcome.code'
  FROM entries e LEFT JOIN orders o ON o.client_order_id = e.body ->> '$.clientOrderId'
  WHERE e.kind = 0 AND e.type = 'outcome' AND e.body ->> '$.outcome.kind' = 'rejected'
  UNION ALL
  SELECT e.seq, e.at, e.body ->> '$.clientOrderId', e.body ->> '$.instrument', o.owner, e.body ->> '$.reason', NULL
  FROM entries e LEFT JOIN orders o ON o.client_order_id = e.body ->> '$.clientOrderId'
  WHERE e.kind = 0 AND e.type = 'order' AND e.body ->> '$.status' = 'rejected';

  -- Of each fill, against the price that its order was decided at, else its own limit or trigger: positive is worse.
  CREATE VIEW slippage AS
  WITH expected AS (
    SELECT x.value ->> '$.record.clientOrderId' AS client_order_id,
      coalesce(x.value ->> '$.record.intent.entry', x.value ->> '$.record.intent.price',
        x.value ->> '$.record.reference') AS price
    FROM ${RECORDS} AND x.value ->> '$.record.kind' = 'verdict' AND x.value ->> '$.record.verdict' = 'allow'
  )
  SELECT f.seq, f.at_ms AS created_at_ms, f.fill_id, f.client_order_id, f.instrument AS symbol, f.side,
    coalesce(w.price, o.price, o.trigger_price) AS expected_price, f.price AS executed_price, f.quantity AS size,
    (f.price - coalesce(w.price, o.price, o.trigger_price)) * 10000.0 / coalesce(w.price, o.price, o.trigger_price)
      * CASE f.side WHEN 'buy' THEN 1 ELSE -1 END AS slippage_bps
  FROM fills f JOIN orders o ON o.client_order_id = f.client_order_id
    LEFT JOIN expected w ON w.client_order_id = f.client_order_id
  WHERE coalesce(w.price, o.price, o.trigger_price) > 0 GROUP BY f.fill_id;

  CREATE VIEW reconciliation AS SELECT
    e.seq, e.at AS created_at_ms,
    x.value ->> '$.record.cause' AS cause,
    i.value ->> '$.severity' AS severity,
    i.value ->> '$.text' AS description,
    i.value ->> '$.action' AS action,
    EXISTS (SELECT 1 FROM json_each(x.value, '$.record.applied') a WHERE a.value = i.value ->> '$.id') AS applied,
    i.value -> '$.subject' AS details
  FROM entries e, json_each(e.body, '$.effects') x, json_each(x.value, '$.record.items') i
  WHERE e.kind = 1 AND x.value ->> '$.record.kind' = 'reconciled';

  -- What operators and the runtime told the core.
  CREATE VIEW audit AS SELECT
    seq, at AS created_at_ms,
    body ->> '$.commandId' AS command_id,
    body ->> '$.command.kind' AS action,
    body -> '$.command' AS details
  FROM entries WHERE kind = 0 AND type = 'command';
`;
