/** One order a row, read once: joined as a view, every row of the other side would read the whole journal again. */
const SENT = `sent AS MATERIALIZED (
    SELECT
      x.value ->> '$.order.clientOrderId' AS client_order_id,
      x.value ->> '$.order.account' AS account,
      x.value ->> '$.order.instrument' AS instrument,
      x.value ->> '$.order.owner' AS owner,
      x.value ->> '$.order.leg' AS leg,
      coalesce(x.value ->> '$.order.price', x.value ->> '$.order.triggerPrice') AS price
    FROM entries e, json_each(e.body, '$.effects') x WHERE e.kind = 1 AND x.value ->> '$.type' = 'submit'
  )`;

/**
 * Version 3 of journal.db: what joins orders does so in one pass, and positions go leg by leg, with what they brought
 * and what their fills slipped (P-1). `pnl` is after `fees`, both in units of `currency`, the one the instrument
 * settles in; funding, and fees in another currency, are not in it. Slippage is the mean of the fills, by quantity:
 * positive is worse. NULL is what is not known, as is the PnL of what is still open.
 */
export const TRADE_VIEWS: string = `
  DROP VIEW rejections;
  DROP VIEW slippage;
  DROP VIEW positions;

  -- By the gate, by the executor or the venue's answer, and by the venue later.
  CREATE VIEW rejections AS
  WITH ${SENT}
  SELECT e.seq, e.at AS created_at_ms, NULL AS client_order_id,
    x.value ->> '$.record.instrument' AS symbol,
    x.value ->> '$.record.owner' AS strategy,
    x.value ->> '$.record.rules[#-1].reason' AS reason,
    x.value ->> '$.record.rules[#-1].rule' AS code
  FROM entries e, json_each(e.body, '$.effects') x WHERE e.kind = 1 AND x.value ->> '$.type' = 'record'
    AND x.value ->> '$.record.kind' = 'verdict' AND x.value ->> '$.record.verdict' = 'deny'
  UNION ALL
  SELECT e.seq, e.at, e.body ->> '$.clientOrderId', o.instrument, o.owner,
    e.body ->> '$.outcome.reason', e.body ->> '$.outcome.code'
  FROM entries e LEFT JOIN sent o ON o.client_order_id = e.body ->> '$.clientOrderId'
  WHERE e.kind = 0 AND e.type = 'outcome' AND e.body ->> '$.outcome.kind' = 'rejected'
  UNION ALL
  SELECT e.seq, e.at, e.body ->> '$.clientOrderId', e.body ->> '$.instrument', o.owner, e.body ->> '$.reason', NULL
  FROM entries e LEFT JOIN sent o ON o.client_order_id = e.body ->> '$.clientOrderId'
  WHERE e.kind = 0 AND e.type = 'order' AND e.body ->> '$.status' = 'rejected';

  -- Of each fill, against the price that its order was decided at, else its own limit or trigger: positive is worse.
  CREATE VIEW slippage AS
  WITH ${SENT},
  decided AS MATERIALIZED (
    SELECT x.value ->> '$.record.clientOrderId' AS client_order_id,
      coalesce(x.value ->> '$.record.intent.entry', x.value ->> '$.record.intent.price',
        x.value ->> '$.record.reference') AS price
    FROM entries e, json_each(e.body, '$.effects') x WHERE e.kind = 1 AND x.value ->> '$.type' = 'record'
      AND x.value ->> '$.record.kind' = 'verdict' AND x.value ->> '$.record.verdict' = 'allow'
  ),
  filled AS (
    SELECT f.seq, f.at_ms, f.fill_id, f.client_order_id, f.instrument, f.side, f.price, f.quantity,
      coalesce(w.price, o.price) AS expected
    FROM fills f JOIN sent o ON o.client_order_id = f.client_order_id
      LEFT JOIN decided w ON w.client_order_id = f.client_order_id
    GROUP BY f.fill_id
  )
  SELECT seq, at_ms AS created_at_ms, fill_id, client_order_id, instrument AS symbol, side,
    expected AS expected_price, price AS executed_price, quantity AS size,
    (price - expected) * 10000.0 / expected * CASE side WHEN 'buy' THEN 1 ELSE -1 END AS slippage_bps
  FROM filled WHERE expected > 0;

  -- From flat to flat, by the fills of our own orders; what was adopted from the venue is in \`reconciliation\`.
  CREATE VIEW positions AS
  WITH ${SENT},
  -- The newest definition: scales and multiplier never change.
  listed AS MATERIALIZED (
    SELECT
      max(n) AS n,
      body ->> '$.instrument' AS instrument,
      body ->> '$.definition.kind' AS kind,
      body ->> '$.definition.settle' AS settle,
      pow(10.0, body ->> '$.definition.priceScale') AS price_unit,
      pow(10.0, body ->> '$.definition.quantityScale') AS quantity_unit,
      coalesce(body ->> '$.definition.multiplier', 1) AS multiplier
    FROM entries WHERE kind = 0 AND type = 'instrument' GROUP BY body ->> '$.instrument'
  ),
  slipped AS MATERIALIZED (SELECT fill_id, slippage_bps FROM slippage),
  moves AS (
    SELECT f.seq, f.at_ms, o.account, f.instrument, o.owner, o.leg, f.price, f.quantity,
      CASE f.side WHEN 'buy' THEN f.quantity ELSE -f.quantity END AS signed,
      s.slippage_bps AS bps,
      l.settle AS currency,
      CASE WHEN f.fee_currency = l.settle THEN f.fee / 1e12 ELSE 0 END AS fee,
      CASE f.side WHEN 'buy' THEN -1.0 ELSE 1.0 END * f.quantity / l.quantity_unit * l.multiplier
        * CASE l.kind WHEN 'inverse' THEN -l.price_unit / f.price ELSE f.price / l.price_unit END AS brought
    FROM fills f JOIN sent o ON o.client_order_id = f.client_order_id
      LEFT JOIN listed l ON l.instrument = f.instrument
      LEFT JOIN slipped s ON s.fill_id = f.fill_id
    GROUP BY f.fill_id
  ),
  held AS (
    SELECT *, sum(signed) OVER (PARTITION BY account, instrument, leg, owner ORDER BY seq) AS after FROM moves
  ),
  trips AS (
    SELECT *, sum(after = signed) OVER (PARTITION BY account, instrument, leg, owner ORDER BY seq) AS trip FROM held
  ),
  sided AS (
    SELECT *, first_value(signed) OVER (PARTITION BY account, instrument, leg, owner, trip ORDER BY seq) > 0
      = (signed > 0) AS opens FROM trips
  )
  SELECT
    min(seq) AS id,
    instrument AS symbol,
    CASE WHEN sum(CASE WHEN opens THEN signed END) > 0 THEN 'long' ELSE 'short' END AS side,
    owner AS strategy,
    sum(CASE WHEN opens THEN price * 1.0 * quantity END) / sum(CASE WHEN opens THEN quantity END) AS entry_price,
    sum(CASE WHEN NOT opens THEN price * 1.0 * quantity END) / sum(CASE WHEN NOT opens THEN quantity END) AS exit_price,
    sum(CASE WHEN opens THEN quantity END) AS size_base,
    abs(sum(signed)) AS open_size_base,
    CASE WHEN sum(signed) = 0 THEN 'closed' ELSE 'open' END AS status,
    min(at_ms) AS opened_at_ms,
    CASE WHEN sum(signed) = 0 THEN max(at_ms) END AS closed_at_ms,
    leg,
    currency,
    CASE WHEN sum(signed) = 0 THEN sum(brought) - sum(fee) END AS pnl,
    CASE WHEN currency IS NOT NULL THEN sum(fee) END AS fees,
    sum(CASE WHEN opens THEN bps * quantity END)
      / sum(CASE WHEN opens AND bps IS NOT NULL THEN quantity END) AS slippage_entry_bps,
    sum(CASE WHEN NOT opens THEN bps * quantity END)
      / sum(CASE WHEN NOT opens AND bps IS NOT NULL THEN quantity END) AS slippage_exit_bps
  FROM sided GROUP BY account, instrument, leg, owner, trip;
`;
