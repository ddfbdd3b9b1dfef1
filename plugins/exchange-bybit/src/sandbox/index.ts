import { BotrcError, type Ms, plainText } from '@botrc/sdk';
import { type ApiKey, SANDBOX_KEY } from './account/api-key.ts';
import { Bank } from './account/bank.ts';
import { type FaultSource, NO_FAULTS } from './faults/faults.ts';
import { type Happening, makeHappen, planHappenings } from './faults/happenings.ts';
import { readScript, scriptedFaults, scriptedHappenings } from './faults/script.ts';
import { UserLimit } from './rest/private/user-limit.ts';
import { SandboxServer } from './server.ts';
import { readCandles } from './source/candle-file.ts';
import { candleWorld } from './source/candle-world.ts';
import type { WorldOptions } from './source/options.ts';
import { readRecording } from './source/recording.ts';
import { recordingWorld } from './source/recording-world.ts';
import { syntheticWorld } from './source/synthetic-world.ts';
import { Stage } from './stage.ts';
import { Hub } from './stream/hub.ts';
import type { World } from './world.ts';

export type { ApiKey } from './account/api-key.ts';
export type { Fault, FaultSource, Place } from './faults/faults.ts';
export type { Happening } from './faults/happenings.ts';
export { type FaultsOnDemand, faultsOnDemand } from './faults/on-demand.ts';
export { scriptedFaults } from './faults/script.ts';
export { type SeededFaults, seededFaults } from './faults/seeded.ts';

export type SandboxSource =
  /** A recorded stream, `.jsonl` or `.jsonl.gz`: played from the first candle subscription on. */
  | { readonly kind: 'recording'; readonly file: string }
  /** Candles, `.csv` or `.csv.gz`: trades, book and ticker are made so that they give these candles again. */
  | { readonly kind: 'candles'; readonly file: string }
  /** Seeded random walks; equal seeds give equal walks. */
  | { readonly kind: 'synthetic'; readonly seed: string | number };

export interface SandboxOptions {
  /** 0 takes a free one. */
  readonly port: number;
  /** @default '127.0.0.1' */
  readonly host?: string;
  readonly source: SandboxSource;
  /** Venue seconds per wall second, in (0, 1000]. @default 1 */
  readonly speed?: number;
  /** The venue's clock is so far ahead of this machine's, in ms; with a synthetic source. @default 0 */
  readonly aheadMs?: Ms;
  /** Instruments to trade besides those of the source; for a candle file without a symbol in its name, its own. */
  readonly symbols?: readonly string[];
  /** Keys that may trade. @default one key, `sandboxkey` with the secret `sandboxsecret` */
  readonly keys?: readonly ApiKey[];
  /** What goes wrong, and when. @default nothing */
  readonly faults?: FaultSource;
  /** Instead, a script of it: `scriptedFaults` says in which form. */
  readonly faultsFile?: string;
  /** So many times the requests a second that Bybit allows a user. @default 1 */
  readonly limitFactor?: number;
  /** Told what happens, one line each, safe for a terminal. */
  readonly log?: (line: string) => void;
}

export interface Sandbox {
  /** `http://127.0.0.1:PORT`; the WebSockets are at the same host under /v5/public/linear, /v5/private, /v5/trade. */
  readonly baseUrl: string;
  /** The accounts, as the venue itself knows them. */
  readonly bank: Bank;
  /** Lets the venue do something by itself, now. */
  happen(what: Happening): void;
  /** Resolves once the port is free again. */
  close(): Promise<void>;
}

/**
 * Starts a local venue that speaks Bybit v5's REST and WebSocket protocol for linear contracts.
 * @throws BOTRC_SANDBOX_SOURCE where there is nothing sound to play, BOTRC_SANDBOX_SPEED, BOTRC_SANDBOX_FAULTS,
 *   BOTRC_PORT_IN_USE, BOTRC_SANDBOX_LISTEN.
 */
export async function startSandbox(options: SandboxOptions): Promise<Sandbox> {
  const { source, host = '127.0.0.1', speed = 1, aheadMs = 0, symbols = [] } = options;
  if (!(speed > 0 && speed <= 1_000)) {
    throw new BotrcError('BOTRC_SANDBOX_SPEED', 'the speed is not above 0 and up to 1000', {
      found: String(speed),
      where: '--speed',
      mend: 'Pass 1 for real time, 10 for ten times as fast.',
    });
  }
  const { faultsFile } = options;
  const script = faultsFile === undefined ? undefined : await readScript(faultsFile);
  const faults = script === undefined ? (options.faults ?? NO_FAULTS) : scriptedFaults(script);
  const log = (line: string): void => options.log?.(plainText(line));
  const hub = new Hub();
  const bank = new Bank(options.keys ?? [SANDBOX_KEY], hub, new UserLimit(options.limitFactor ?? 1));
  const publish = (topic: string, render: () => object): void => hub.publish(topic, render);
  const build = await open(source, { speed, aheadMs, symbols, publish, log });
  const stage = new Stage(build, source.kind === 'recording', log);
  const server = new SandboxServer(stage, hub, bank, faults, log);
  try {
    const baseUrl = await server.listen(options.port, host);
    const happen = (what: Happening): void => makeHappen(what, stage.world, bank, log);
    const stop = planHappenings(script === undefined ? [] : scriptedHappenings(script), happen);
    return {
      ...{ baseUrl, bank, happen },
      close: () => {
        stop();
        return server.close();
      },
    };
  } catch (error) {
    stage.close();
    throw error;
  }
}

/** Reads the source once; what is returned makes worlds of it. */
async function open(source: SandboxSource, options: WorldOptions): Promise<(notBeforeMs: Ms) => World> {
  if (source.kind === 'recording') {
    const recording = await readRecording(source.file);
    return (notBeforeMs) => recordingWorld(recording, options, notBeforeMs);
  }
  if (source.kind === 'candles') {
    const file = await readCandles(source.file);
    return () => candleWorld(file, options);
  }
  return () => syntheticWorld(String(source.seed), options);
}
