import { plainError, plainText } from '../../sdk/index.ts';
import { refreshMarkets } from '../refresh.ts';
import type { Session } from '../session.ts';

/** Removes a strategy that does not return; the loop then finds its host gone and asks for another. */
export function stopBlocking(session: Session, owner: string): void {
  session.modules = session.modules.filter((module) => module.owner !== owner);
  session.alert({
    level: 'critical',
    title: `strategy ${owner} blocked and was removed`,
    text: 'It did not return from an event. The others go on in a new host; its positions keep their stops.',
    dedupeKey: `blocked/${owner}`,
  });
  session.parts.log.error(`strategy ${owner} blocks the host and is removed`);
  session.blocked.push(owner);
  const host = session.loop.host;
  host?.close().catch((error: unknown) => session.fail(error));
}

/**
 * A host was lost, or answered what is not its to answer: another one starts from the facts, is given again what the
 * old one did not decide, and is warmed up anew. From the third on it starts without strategies: stops and flattening
 * work all the same.
 */
export async function replaceHost(session: Session, cause: unknown): Promise<void> {
  const { parts, config } = session;
  const { code, message } = plainError(cause);
  const isOfHost = code === 'BOTRC_HOST_DIED' || code === 'BOTRC_HOST_ANSWER';
  if (!isOfHost || !config || !session.hosts.mayUse(parts.wall.now())) {
    session.fail(cause);
    return;
  }
  session.tasks.set('strategies', 'backing-off', message);
  session.tasks.restarted('strategies');
  if (session.hosts.used > 2) session.modules = [];
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
    for (const owner of session.blocked.splice(0)) {
      await session.command({ kind: 'stop-strategy', owner, reason: 'it did not return from an event' });
    }
    // The new core knows no market.
    await refreshMarkets(session);
    session.tasks.set('strategies', 'running');
  } catch (error) {
    // The new one may fail at what it is given again; how often that is tried is bounded.
    await replaceHost(session, error);
  } finally {
    session.room.releaseMarket();
  }
}
