import { cash } from '../core/view/decimal.ts';
import type { BotState, RiskRow } from '../core/view/rows.ts';
import type { Output, Piece, Style } from './output.ts';
import type { StatusDocument } from './status-document.ts';
import { table } from './table.ts';

const STATE_STYLE: Readonly<Record<BotState, Style>> = {
  starting: 'warn',
  warming: 'warn',
  running: 'good',
  paused: 'warn',
  halted: 'bad',
  stopping: 'warn',
  stopped: 'dim',
};

/** The status for people: what runs, what it has, what stands against it. */
export function printStatus(status: StatusDocument, output: Output): void {
  const { exchange, risk } = status;
  const account = readable(status);
  output.line(
    { text: `${status.name} `, style: 'bold' },
    { text: status.state, style: STATE_STYLE[status.state] },
    `  profile ${status.profile}  ${status.mode}  pid ${status.pid}  run ${status.run}  up ${spanText(status.uptimeMs)}`,
  );
  if (status.reason !== null) output.line(`  ${status.reason}`);
  output.line('exchange   ', exchangePiece(exchange), exchange.reason === null ? '' : `  ${exchange.reason}`);
  output.line(
    `equity     ${account.equity} ${account.currency}  day ${account.dayPnl}  realized ${account.realizedPnl}`,
    `  unrealized ${account.unrealizedPnl}  fees ${account.fees}`,
  );
  output.line('risk       ', riskPiece(risk), ...killPieces(risk));
  for (const rule of risk.rules.filter((one) => one.state !== 'ok')) {
    output.line(`  ${rule.name} ${rule.state}: ${rule.used} of ${rule.limit}  ${rule.reason}`);
  }
  output.line(...countPieces(status));
  const { refusals } = status.signals;
  if (refusals.length > 0) {
    output.line('refused    ', refusals.map(({ rule, count }) => `${rule} ${count}`).join('  '));
  }
  printList(output, 'positions', table(status.positions.map(positionCells)));
  printList(output, 'orders', table(status.orders.map(orderCells)));
  printList(
    output,
    'signals that wait',
    table(status.signals.held.map((held) => heldCells(held, status.startedMs + status.uptimeMs))),
  );
  printList(output, 'strategies', table(status.strategies.map(strategyCells)));
}

/** One line for `--watch`. */
export function statusLine(status: StatusDocument, nowMs: number): readonly Piece[] {
  const { exchange, risk, counters } = status;
  const account = readable(status);
  return [
    { text: `${new Date(nowMs).toISOString().slice(11, 19)} `, style: 'dim' },
    { text: status.state.padEnd(8), style: STATE_STYLE[status.state] },
    ` equity ${account.equity} ${account.currency}  day ${account.dayPnl}`,
    `  positions ${status.positions.length}  orders ${status.orders.length}  fills ${counters.fills}  risk `,
    riskPiece(risk),
    ...killPieces(risk),
    '  ',
    exchangePiece(exchange),
  ];
}

/** Cash for people: `--json` has every digit. */
function readable({ account }: StatusDocument) {
  const { currency } = account;
  const { equity, dayPnl, realizedPnl, unrealizedPnl, fees } = account;
  return {
    currency,
    equity: cash(equity, currency),
    dayPnl: cash(dayPnl, currency, true),
    realizedPnl: cash(realizedPnl, currency, true),
    unrealizedPnl: cash(unrealizedPnl, currency, true),
    fees: cash(fees, currency),
  };
}

/** `1d 2h`, `3m 4s`: the two largest units. */
export function spanText(ms: number): string {
  const seconds = Math.floor(ms / 1000);
  const parts: readonly (readonly [number, string])[] = [
    [Math.floor(seconds / 86_400), 'd'],
    [Math.floor(seconds / 3600) % 24, 'h'],
    [Math.floor(seconds / 60) % 60, 'm'],
    [seconds % 60, 's'],
  ];
  const from = parts.findIndex(([count]) => count > 0);
  if (from < 0) return '0s';
  return parts
    .slice(from, from + 2)
    .map(([count, unit]) => `${count}${unit}`)
    .join(' ');
}

function exchangePiece(exchange: StatusDocument['exchange']): Piece {
  const latency = exchange.latencyMs === null ? '' : ` ${exchange.latencyMs} ms`;
  return exchange.connected
    ? { text: `${exchange.name} connected${latency}`, style: 'good' }
    : { text: `${exchange.name} NOT CONNECTED`, style: 'bad' };
}

function riskPiece(risk: RiskRow): Piece {
  const styles = { ok: 'good', warning: 'warn', halted: 'bad' } as const;
  return { text: risk.state, style: styles[risk.state] };
}

function killPieces(risk: RiskRow): readonly Piece[] {
  if (!risk.killSwitch.active) return [];
  return [{ text: '  KILL SWITCH', style: 'bad' }, ` ${risk.killSwitch.reason ?? ''}`];
}

function countPieces({ counters }: StatusDocument): readonly Piece[] {
  const shown = [
    'events',
    'signals',
    'signalsRejected',
    'ordersSubmitted',
    'fills',
    'rejects',
    'gaps',
  ] as const;
  return [`counters   ${shown.map((name) => `${name} ${counters[name]}`).join('  ')}`];
}

function printList(output: Output, title: string, lines: readonly string[]): void {
  output.line({ text: `${title} `.padEnd(11), style: 'bold' }, lines.length === 0 ? 'none' : '');
  for (const line of lines) output.line(`  ${line}`);
}

function positionCells(row: StatusDocument['positions'][number]): readonly string[] {
  const stop = row.stop === null ? 'UNPROTECTED' : `stop ${row.stop} at ${row.stopAt ?? '?'}`;
  const pnl = row.unrealizedPnl === null ? '' : `pnl ${row.unrealizedPnl}`;
  return [row.instrument, row.side, row.quantity, `entry ${row.entryPrice}`, pnl, stop, row.strategy];
}

function orderCells(row: StatusDocument['orders'][number]): readonly string[] {
  const price = row.price === null ? '' : `@ ${row.price}`;
  return [
    row.id,
    row.instrument,
    row.side,
    row.type,
    `${row.filled}/${row.quantity}`,
    price,
    row.state,
    row.strategy,
  ];
}

function strategyCells(row: StatusDocument['strategies'][number]): readonly string[] {
  const warm = row.state === 'warming' ? `warming ${row.warmup.have}/${row.warmup.need}` : row.state;
  return [
    `${row.name} ${row.version}`,
    row.instruments.join(','),
    warm,
    `signals ${row.signals}`,
    row.reason ?? '',
  ];
}

function heldCells(held: StatusDocument['signals']['held'][number], nowMs: number): readonly string[] {
  const until = held.stage === 'queued' ? (held.releaseMs ?? held.expiresMs) : held.expiresMs;
  const left = spanText(Math.max(0, until - nowMs));
  return [
    held.id,
    held.instrument,
    held.side,
    held.quantity,
    `stop ${held.stop}`,
    held.stage === 'queued' ? `queued ${left}` : `confirm within ${left}`,
    held.strategy,
    held.reason,
  ];
}
