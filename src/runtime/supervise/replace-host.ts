import { plainError, plainText } from '../../sdk/index.ts';
import { refreshMarkets } from '../refresh.ts';
import type { Session } from '../session.ts';

/** Removes a strategy that does not return; the loop then finds its host gone and asks for another. */
export function stopBlocking(session: Session, owner: string): void {
  remove(session, owner, 'blocked', 'it did not return from an event');
  const host = session.loop.host;
  host?.close().catch((error: unknown) => session.fail(error));
}

/** The next host goes on without it; the core is told once it is there. */
function remove(session: Session, owner: string, what: string, reason: string): void {
  session.modules = session.modules.filter((module) => module.owner !== owner);
  session.alert({
    level: 'critical',
    title: `strategy ${owner} ${what} and was removed`,
    text: `${reason}. The others go on in a new host; its positions keep their stops.`,
    dedupeKey: `removed/${owner}`,
  });
  session.parts.log.error(`strategy ${owner} ${what} and is removed: ${reason}`);
  session.removed.push({ owner, reason });
}

/** A host that ended by itself while a strategy ran was ended by it: its memory was full, or it left. */
function blame(session: Session, code: string, message: string): boolean {
  const owner = session.loop.host?.running()?.owner;
  const isSeated = session.modules.some((module) => module.owner === owner);
  if (code !== 'BOTRC_HOST_DIED' || owner === undefined || !isSeated) return false;
  remove(session, owner, 'ended its host', plainText(message));
  return true;
}

/**
 * A host was lost, or answered what is not its to answer: another one starts from the facts, is given again what the
 * old one did not decide, and is warmed up anew. The strategy that it was lost by, where that is known, is left out. From
 * the third that was lost for no known reason on it starts without strategies: stops and flattening work all the same.
 */
export async function replaceHost(session: Session, cause: unknown, isAgain = false): Promise<void> {
  const { parts, config } = session;
  const { code, message } = plainError(cause);
  const isOfHost = code === 'BOTRC_HOST_DIED' || code === 'BOTRC_HOST_ANSWER';
  // Each that is named is one less: only what nobody is known for is bounded by count.
  const isKnown = blame(session, code, message) || (!isAgain && session.removed.length > 0);
  if (!isOfHost || !config || (!isKnown && !session.hosts.mayUse(parts.wall.now()))) {
    session.fail(cause);
    return;
  }
  session.tasks.set('strategies', 'backing-off', message);
  session.tasks.restarted('strategies');
  if (!isKnown && session.hosts.used > 2) session.modules = [];
  parts.log.error(`the strategy host is replaced: ${plainText(message)}`, {
    strategies: session.modules.length,
  });
  session.alert({
    level: 'critical',
    title: 'the strategy host is replaced',
    text: `${plainText(message)}. ${session.modules.length > 0 ? 'Its strategies go on' : 'No strategy goes on'} in a new one.`,
    dedupeKey: `host/${parts.run}/${session.hosts.used}`,
  });
  session.room.holdMarket();
  try {
    await session.loop.exchange(async () => {
      await session.loop.host?.close();
      const host = parts.createHost();
      await host.open({ config, modules: session.modules, facts: structuredClone(parts.facts) });
      return host;
    });
    for (const { owner, reason } of session.removed.splice(0)) {
      await session.command({ kind: 'stop-strategy', owner, reason });
    }
    // The new core knows no market.
    await refreshMarkets(session);
    session.tasks.set('strategies', 'running');
  } catch (error) {
    // The new one may fail at what it is given again; how often that is tried is bounded.
    await replaceHost(session, error, true);
  } finally {
    session.room.releaseMarket();
  }
}
