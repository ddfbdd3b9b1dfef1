import type { HistoryEvent } from '../core/event.ts';
import type { Facts } from '../core/facts.ts';
import type { MarketMemory } from '../core/market/memory.ts';
import type { Instrument } from '../sdk/index.ts';
import type { Candidate } from './candidate.ts';
import type { LoadedProfile } from './config/index.ts';
import { configHash, envelopeLimits } from './core-config.ts';
import type { Host } from './host/host.ts';
import type { Session } from './session.ts';
import { streamsOf } from './warm-up.ts';

/**
 * Between two events: facts and markets go to the candidate. All that can be done before or after is not done while
 * events wait. Returns the seq of the cut.
 */
export async function cutOver(session: Session, to: LoadedProfile, candidate: Candidate): Promise<number> {
  const { parts, room } = session;
  const { config, host, modules, instruments } = candidate;
  const from = parts.profile.name;
  await parts.exchange.subscribe(streamsOf(config, parts.exchange.capabilities()));
  const hash = configHash(config);
  const limits = envelopeLimits(to);
  room.holdMarket();
  let seq = 0;
  const retired: Host[] = [];
  try {
    await session.loop.exchange(async (lastSeq) => {
      const old = session.loop.host;
      const memory = (await old?.remember()) ?? [];
      await host.adopt(
        knowing(parts.facts, instruments),
        memory.map((market) => ({ ...market, bars: [] })),
      );
      if (old) retired.push(old);
      seq = lastSeq + 1;
      session.config = config;
      session.modules = modules;
      parts.profile = to;
      session.auditSecrets();
      session.envelope.limit(limits);
      // In this order, ahead of all that waits; what the warm-up repeats of the bars seen since is dropped.
      room.pushFirst([
        { type: 'config', config, configHash: hash, cause: 'switch' },
        ...instruments.map(
          (definition) => ({ type: 'instrument', instrument: definition.id, definition }) as const,
        ),
        ...candidate.warmUp,
        ...seenBars(candidate, memory),
      ]);
      return host;
    });
    for (const instrument of instruments) session.envelope.define(instrument);
  } finally {
    room.releaseMarket();
  }
  for (const old of retired) await old.close();
  await session.loop.idle();
  await session.publisher.now();
  parts.line({ event: 'switched', timeMs: parts.clock.now(), from, to: to.name, seq });
  return seq;
}

/** The facts with what the instrument events that follow will say. The host makes its own copy: this one is shallow. */
function knowing(facts: Facts, instruments: readonly Instrument[]): Facts {
  const known = new Map(facts.instruments);
  for (const instrument of instruments) known.set(instrument.id, instrument);
  return { ...facts, instruments: known };
}

/** Bars that closed between the candidate's warm-up and the cut: the old core has seen them. */
function seenBars({ config, warmUp }: Candidate, memory: MarketMemory): HistoryEvent[] {
  const newest = new Map(
    warmUp.map(({ instrument, interval, bars }) => [`${instrument}/${interval}`, bars.at(-1)?.time]),
  );
  return memory.flatMap(({ instrument, bars }) =>
    bars.flatMap((list): HistoryEvent[] => {
      const interval = list[0]?.interval;
      if (interval === undefined || !config.instruments.includes(instrument)) return [];
      const fromMs = newest.get(`${instrument}/${interval}`);
      const missed = fromMs === undefined ? list.slice(-5) : list.filter((bar) => bar.time > fromMs);
      return missed.length === 0 ? [] : [{ type: 'history', instrument, interval, bars: missed }];
    }),
  );
}
