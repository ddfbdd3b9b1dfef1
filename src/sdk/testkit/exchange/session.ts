import type { Exchange, ExchangeEvent } from '../../contracts/exchange.ts';
import type { PluginLog } from '../../contracts/plugin.ts';
import { BotrcError } from '../../errors.ts';
import type { Subscription } from '../../market/subscription.ts';
import type { InstrumentId } from '../../values/ids.ts';
import { nextFloat, seedRandom } from '../../values/random.ts';
import type { Ms } from '../../values/time.ts';
import { validOptions } from '../options.ts';
import { expectTrue, type SuiteResult } from '../suite.ts';
import type { ExchangeHarness, ExchangeWorld } from './harness.ts';

const POLL_MS = 50;

/** One exchange under test, with all that it has handed over. */
export interface Session {
  readonly exchange: Exchange;
  readonly harness: ExchangeHarness;
  /** The first listed instrument. */
  readonly instrument: InstrumentId;
  /** In order of arrival. */
  readonly events: readonly ExchangeEvent[];
  /** The exchange's own now. */
  now(): Ms;
  pass(ms: Ms): Promise<void>;
  /** Lets time pass until there is an answer. @throws where patience runs out. */
  waitFor<T>(what: string, find: () => T | undefined | Promise<T | undefined>, patienceMs?: Ms): Promise<T>;
}

/** Creates and connects an exchange, runs the case, and closes whatever happened. */
export function connected(
  run: (session: Session) => Promise<SuiteResult>,
): (harness: ExchangeHarness) => Promise<SuiteResult> {
  return unconnected(async (session, connect) => {
    await connect();
    return run(session);
  });
}

/** As `connected`, for cases that say themselves when to connect. */
export function unconnected(
  run: (session: Session, connect: () => Promise<void>) => Promise<SuiteResult>,
): (harness: ExchangeHarness) => Promise<SuiteResult> {
  return async (harness) => {
    const world = harness.world();
    const exchange = createExchange(harness, world);
    const events: ExchangeEvent[] = [];
    const clock = exchange.clock ?? world.clock;
    const waitFor: Session['waitFor'] = async (what, find, patienceMs = harness.patienceMs ?? 10_000) => {
      for (let waited = 0; ; waited += POLL_MS) {
        const found = await find();
        if (found !== undefined) return found;
        if (waited >= patienceMs) throw new Error(`${what}: not seen within ${patienceMs} ms`);
        await world.pass(POLL_MS);
      }
    };
    const [instrument] = harness.instruments;
    expectTrue(instrument !== undefined, 'the harness names no instrument');
    const session = {
      exchange,
      harness,
      instrument,
      events,
      now: () => clock.now(),
      pass: world.pass,
      waitFor,
    };
    const connect = async (): Promise<void> => {
      await exchange.connect((event) => void events.push(event));
      await waitFor('feed up', () => events.find((e) => e.type === 'feed' && e.status === 'up'));
    };
    try {
      return await run(session, connect);
    } finally {
      await exchange.close();
    }
  };
}

/** The exchange as the host would create it. */
export function createExchange(harness: ExchangeHarness, world: ExchangeWorld): Exchange {
  const random = seedRandom('exchange suite');
  const silent = (): void => undefined;
  const log: PluginLog = { debug: silent, info: silent, warn: silent, error: silent };
  const options = validOptions(harness.plugin.options, harness.options);
  return harness.plugin.create(options, { clock: world.clock, log, random: () => nextFloat(random) });
}

/** The error of a promise that must fail with a code. @throws where it resolves or fails without one. */
export async function refusal(promise: Promise<unknown>, what: string): Promise<BotrcError> {
  try {
    await promise;
  } catch (error) {
    if (error instanceof BotrcError) return error;
    throw new Error(`${what}: refused without a BotrcError: ${String(error)}`);
  }
  throw new Error(`${what}: not refused`);
}

/** One subscription of each stream the exchange declares, of the first instrument. */
export function declaredStreams({ exchange, instrument }: Session): Subscription[] {
  const { streams, depths, intervals } = exchange.capabilities();
  return streams.flatMap((stream): Subscription[] => {
    if (stream === 'bar') return intervals.includes('1m') ? [{ stream, instrument, interval: '1m' }] : [];
    if (stream === 'book') return depths.slice(-1).map((depth) => ({ stream, instrument, depth }));
    return [{ stream, instrument }];
  });
}
