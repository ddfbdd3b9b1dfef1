import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { seededFaults, startSandbox } from '../../../plugins/exchange-bybit/src/sandbox/index.ts';
import { startBot } from '../../../src/runtime/bot.ts';
import type { Session } from '../../../src/runtime/session.ts';
import type { Books } from '../../fixtures/venue/venue-account.ts';
import { pause } from '../kill/pause.ts';
import { factDifferences } from '../kill/same-books.ts';
import { venueBooks } from './venue-books.ts';

const FIXTURES = join(import.meta.dirname, '../../fixtures/venue');
const KEY = 'chaos-key';
const SECRET = 'chaos-secret-of-the-sandbox';
/** Once nothing goes wrong any more both sides agree within it: a bound on what hangs, not on a busy machine. */
const SETTLE_LIMIT_MS = 120_000;

export interface ChaosWishes {
  readonly seed: string;
  readonly faults: number;
  /** Of a request over the trade stream to go wrong. */
  readonly probability: number;
  /** A bound on how long the faults may take to strike. */
  readonly limitMs: number;
}

export interface ChaosFigures {
  readonly faults: number;
  readonly struck: Readonly<Record<string, number>>;
  readonly orders: number;
  readonly fills: number;
  readonly cancelled: number;
  /** Orders whose outcome was in doubt, and that were asked for. */
  readonly doubts: number;
  readonly seconds: number;
  /** Nothing, or what differs between the bot's books and the venue's. */
  readonly differences: readonly string[];
  /** Client order ids that were sent more than once. */
  readonly repeated: readonly string[];
  /** Orders at the venue that the bot's gate has not approved. */
  readonly unapproved: readonly string[];
  readonly rejections: readonly string[];
  readonly error: unknown;
}

/** Two strategies trade without rest at the sandbox while it misbehaves; then it stops misbehaving, and both are held against each other. */
export async function runChaos({ seed, faults, probability, limitMs }: ChaosWishes): Promise<ChaosFigures> {
  const rejections: string[] = [];
  const onRejection = (reason: unknown): void => void rejections.push(String(reason));
  process.on('unhandledRejection', onRejection);
  const home = mkdtempSync(join(tmpdir(), 'botrc-chaos-'));
  const seeded = seededFaults(seed, probability, faults);
  const sandbox = await startSandbox({
    port: 0,
    source: { kind: 'synthetic', seed },
    keys: [{ key: KEY, secret: SECRET, uid: '7', cash: 1_000_000 }],
    faults: (place, of) => (armed ? seeded.source(place, of) : undefined),
    limitFactor: 50,
  });
  // The bot is let in first; from then on anything may happen.
  let armed = false;
  const began = performance.now();
  try {
    const profile = join(home, 'chaos.yml');
    writeFileSync(profile, profileText(sandbox.baseUrl));
    let session: Session | undefined;
    let doubts = 0;
    /** By the gate's own word: the facts forget orders that have ended. */
    const approved = new Set<string>();
    const bot = await startBot({
      profile,
      name: 'chaos',
      home,
      cwd: home,
      env: { CHAOS_KEY: KEY, CHAOS_SECRET: SECRET },
      set: [],
      onSession: (made) => {
        session = made;
      },
      onLine: (line) => {
        const { event, verdict, clientOrderId, text } = line as Partial<Record<string, string>>;
        if (event === 'verdict' && verdict === 'allow' && clientOrderId !== undefined)
          approved.add(clientOrderId);
        if (event === 'log' && text?.startsWith('a request has no answer')) doubts++;
      },
    });
    armed = true;
    while (seeded.total() < faults && performance.now() - began < limitMs) await pause(50);
    seeded.end();
    await bot.handle.call('pause', {});
    const account = sandbox.bank.opened('7');
    if (session === undefined || account === undefined) throw new Error('the bot has not traded');
    const look = (): { books: Books; wrong: readonly string[] } => {
      const books = venueBooks(account, account.world.clock.now());
      const wrong =
        books.pending > 0 ? ['requests are on their way'] : factDifferences(session!.parts.facts, books);
      return { books, wrong };
    };
    const end = performance.now() + SETTLE_LIMIT_MS;
    let { books, wrong } = look();
    while (wrong.length > 0 && performance.now() < end) {
      await pause(50);
      ({ books, wrong } = look());
    }
    const stopped = await Promise.all([bot.stop({ flatten: false }), bot.done]);
    return {
      faults: seeded.total(),
      struck: Object.fromEntries([...seeded.struck].sort()),
      orders: books.orders.length,
      fills: books.fills.length,
      cancelled: books.orders.filter((order) => order.status === 'cancelled').length,
      doubts,
      seconds: Math.round((performance.now() - began) / 1_000),
      differences: wrong,
      repeated: books.submits.filter(([, times]) => times > 1).map(([id, times]) => `${id} ${times} times`),
      unapproved: books.orders.map((order) => order.clientOrderId).filter((id) => !approved.has(id)),
      rejections,
      error: stopped[1].error,
    };
  } finally {
    await sandbox.close();
    process.off('unhandledRejection', onRejection);
    rmSync(home, { recursive: true, force: true });
  }
}

function profileText(url: string): string {
  return `
description: Trades without rest at a venue that misbehaves
mode: paper
exchange:
  plugin: ${JSON.stringify(join(FIXTURES, 'exchange-bybit-paper'))}
  options:
    baseUrl: ${JSON.stringify(url)}
    apiKey: \${CHAOS_KEY}
    apiSecret: \${CHAOS_SECRET}
    requestTimeoutMs: 500
    recvWindowMs: 400
    pingMs: 400
    pongMs: 200
instruments: [BTCUSDT, ETHUSDT]
strategies:
  - name: busy
    plugin: ${JSON.stringify(join(FIXTURES, 'busy-strategy.ts'))}
    instruments: [BTCUSDT]
    params: { seed: busy, activity: 1 }
  - name: restless
    plugin: ${JSON.stringify(join(FIXTURES, 'busy-strategy.ts'))}
    instruments: [ETHUSDT]
    params: { seed: restless, activity: 1 }
risk:
  dailyLoss: { fraction: 1 }
  maxPosition: { notional: '60000' }
  maxOpenOrders: 100
  doubleSendMs: 0
  unprotectedSeconds: 120
execution: { antiChurnMinutes: 0 }
reconcile: { policy: ask, everyMs: 300000 }
envelope: { orderNotional: '100000', positionNotional: '200000', ordersPerSecond: 1000 }
`;
}
