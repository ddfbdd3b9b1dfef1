import type { Command } from '../core/command.ts';
import type { Facts } from '../core/facts.ts';
import type { Clock, Exchange, PluginLog } from '../sdk/index.ts';
import type { Audit } from './audit/audit-log.ts';
import type { LoadedProfile } from './config/index.ts';
import type { AlertRequest } from './effects/executor.ts';
import type { KillLatch } from './effects/latch.ts';
import type { Host } from './host/host.ts';
import type { Journal } from './journal/journal.ts';

/** What a session is made of. */
export interface SessionParts {
  readonly name: string;
  readonly run: string;
  readonly version: string;
  readonly pid: number;
  profile: LoadedProfile;
  readonly exchange: Exchange;
  readonly journal: Journal;
  readonly facts: Facts;
  /** The bot's time: the exchange's own where it brings one. */
  readonly clock: Clock;
  /** The machine's time, for what people and machines wait for. */
  readonly wall: Clock;
  readonly latch: KillLatch;
  readonly log: PluginLog;
  readonly audit: Audit;
  readonly alert: (alert: AlertRequest) => void;
  readonly createHost: () => Host;
  /** What the core is told first thing in this run. */
  readonly opening?: Command;
  /** One JSON-plain object for each thing a script would want to know. */
  readonly line: (line: object) => void;
}
