import { join } from 'node:path';
import {
  BotrcError,
  type Exchange,
  type Ms,
  type PlainError,
  type PluginLog,
  plainError,
} from '../../sdk/index.ts';
import type { LoadedProfile } from '../config/index.ts';
import { refusedLive } from './refusal.ts';
import { shadowDays } from './shadow-record.ts';

export interface LiveQuestion {
  readonly profile: LoadedProfile;
  /** Of the bot that is to trade. */
  readonly name: string;
  /** Data directory: the shadow bot's journal is in it. */
  readonly home: string;
  /** Created, not connected. */
  readonly exchange: Exchange;
  /** `--override-shadow`: why it may trade without the record. */
  readonly override: string | undefined;
  readonly log: PluginLog;
}

/** What was found of a bot that may trade live, for the operator who confirms it and for the journal. */
export interface LiveAnswer {
  /** Days of shadow record. */
  readonly days: number;
  /** The venue's clock minus ours. */
  readonly offsetMs: Ms;
  /** What the venue does when it hears nothing from us, as a sentence. */
  readonly deadMan: string;
  /** The operator's reason, where the record is too short. */
  readonly override: string | undefined;
}

/** A reason is a sentence, not a keystroke. */
const LEAST_REASON = 10;

/**
 * What a live start needs besides the operator's own word (M-2, K-1): a key that may trade and may not withdraw, a clock
 * that the venue accepts, and a record in shadow mode. Nothing is sent but questions.
 * @throws BotrcError BOTRC_REFUSED_LIVE_…: which, and what would allow it
 */
export async function checkLive(question: LiveQuestion): Promise<LiveAnswer> {
  const { profile, exchange } = question;
  const venue = profile.exchange.plugin;
  const { execution, missing } = exchange.capabilities();
  const takesKeys = (profile.descriptions.get('exchange')?.permissions.secrets ?? []).length > 0;
  if (execution === 'paper' || (execution === 'none' && !takesKeys)) {
    throw refusedLive('BOTRC_REFUSED_LIVE_VENUE', `${venue} has no account with real money`, {
      found: profile.mode,
      where: 'mode',
      mend: 'Use mode paper, or the exchange that the money is at.',
    });
  }
  if (execution === 'none') {
    throw refusedLive('BOTRC_REFUSED_LIVE_KEY', `${venue} was given no API key`, {
      ...(missing.account !== undefined && { found: missing.account }),
      where: 'exchange.options',
      mend: 'Name a key in the profile that may trade and may not withdraw, and keep it with `bot secrets set`.',
    });
  }
  await checkKey(question);
  const offsetMs = await checkClock(question);
  return { ...checkRecord(question), offsetMs, deadMan: await deadManOf(exchange, venue) };
}

/** It is told, and keeps nobody from trading: an account without it has its stops at the venue all the same. */
async function deadManOf(exchange: Exchange, venue: string): Promise<string> {
  if (exchange.deadMan === undefined) return `${venue} has no dead-man switch`;
  try {
    const found = await exchange.deadMan();
    if (found.state === 'off') return found.reason;
    return `open orders are cancelled after ${found.afterMs / 1_000} s without us, or as the profile sets it`;
  } catch (error) {
    return `whether it has a dead-man switch is not known: ${plainError(error).message}`;
  }
}

async function checkKey({ profile, exchange }: LiveQuestion): Promise<void> {
  const venue = profile.exchange.plugin;
  if (exchange.checkKey === undefined) {
    if (profile.live.trustKey) return;
    throw refusedLive('BOTRC_REFUSED_LIVE_KEY', `${venue} cannot tell what its API key may do`, {
      where: 'live.trustKey',
      mend: 'Make sure at the venue that the key may trade and may not withdraw, then set live.trustKey: true.',
    });
  }
  try {
    await exchange.checkKey();
  } catch (error) {
    throw venueRefusal(error, 'what the API key may do', venue);
  }
}

async function checkClock({ profile, exchange }: LiveQuestion): Promise<Ms> {
  const venue = profile.exchange.plugin;
  let offsetMs: Ms | undefined;
  try {
    offsetMs = await exchange.clockOffset?.();
  } catch (error) {
    throw venueRefusal(error, 'its time', venue);
  }
  const { clockMs } = profile.live;
  if (offsetMs !== undefined && Math.abs(offsetMs) <= clockMs) return offsetMs;
  const skew =
    offsetMs === undefined
      ? `${venue} does not tell its time`
      : `this clock is ${Math.abs(offsetMs)} ms ${offsetMs > 0 ? 'behind' : 'ahead of'} that of ${venue}`;
  throw refusedLive('BOTRC_REFUSED_LIVE_CLOCK', skew, {
    ...(offsetMs !== undefined && { found: `${offsetMs} ms` }),
    where: `live.clockMs (${clockMs} ms)`,
    mend: 'Synchronise this machine, for example with `timedatectl set-ntp true`, and start again.',
  });
}

/** The record of the shadow bot, or the operator's reason in its place. */
function checkRecord({
  profile,
  name,
  home,
  override,
  log,
}: LiveQuestion): Pick<LiveAnswer, 'days' | 'override'> {
  const { shadowDays: wanted, shadow = `${name}-shadow` } = profile.live;
  const days = shadowDays(join(home, shadow), log);
  if (days >= wanted) return { days, override: undefined };
  const reason = override?.trim();
  if (reason !== undefined && reason.length >= LEAST_REASON) return { days, override: reason };
  const start = `bot start --profile ${profile.name} --set mode=shadow --name ${shadow}`;
  const record = `${shadow} has ${days} of ${wanted} days of shadow record`;
  throw refusedLive(
    'BOTRC_REFUSED_LIVE_SHADOW',
    reason === undefined
      ? record
      : `${record}, and a reason of ${reason.length} characters does not replace them`,
    {
      found: `${days} days`,
      where: 'live.shadowDays',
      mend: `Let it run in shadow mode: \`${start}\`; or start with --override-shadow "why it may trade without", at least ${LEAST_REASON} characters, which is journaled and alerted.`,
    },
  );
}

/** The venue's no to a question, or its silence: either way nothing is known, and so nothing is traded. */
function venueRefusal(error: unknown, what: string, venue: string): BotrcError {
  if (!(error instanceof BotrcError)) throw error;
  const { code, message, found, where, mend }: PlainError = plainError(error);
  const isKey = code === 'BOTRC_EXCHANGE_KEY' || code === 'BOTRC_EXCHANGE_REFUSED';
  return refusedLive(
    isKey ? 'BOTRC_REFUSED_LIVE_KEY' : 'BOTRC_REFUSED_LIVE_VENUE',
    isKey ? message : `${venue} does not say ${what}: ${message}`,
    {
      ...(found !== undefined && { found }),
      ...(where !== undefined && { where }),
      mend:
        mend ??
        (isKey
          ? 'Make a key at the venue that may trade and may not withdraw, and give it to the profile.'
          : 'Check the network and `bot doctor --profile`, then start again.'),
    },
  );
}
