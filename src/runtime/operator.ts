import { isFinal } from '../core/orders/machine.ts';
import type { BotView, LogRow } from '../core/view/bot.ts';
import type { CallName, Calls, KillDone } from '../core/view/calls.ts';
import { BotrcError, type Ms, plainText, type VenueSnapshot } from '../sdk/index.ts';
import type { Handle } from './handle.ts';
import type { Session } from './session.ts';
import { openThings, waitFor } from './shutdown.ts';

const VERIFY_MS: Ms = 20_000;

/** What the bot around the session can do for an operator. */
export interface OperatorPorts {
  readonly logs: (limit: number) => readonly LogRow[];
  readonly onLog: (listener: (row: LogRow) => void) => () => void;
  readonly stop: (how: { flatten: boolean }) => Promise<Calls['stop']['result']>;
  readonly switchTo: (params: Calls['switch']['params']) => Promise<Calls['switch']['result']>;
  readonly strategies: () => Promise<Calls['strategies']['result']>;
  readonly editStrategy: (
    params: Calls['editStrategy']['params'],
  ) => Promise<Calls['editStrategy']['result']>;
  readonly notifyTest: () => Promise<Calls['notifyTest']['result']>;
  readonly profiles: () => Promise<Calls['profiles']['result']>;
  readonly explain: (params: Calls['explain']['params']) => Promise<Calls['explain']['result']>;
}

/** The one door to a running bot. */
export function createHandle(session: Session, ports: OperatorPorts): Handle {
  const calls: { readonly [N in CallName]: (params: Calls[N]['params']) => Promise<Calls[N]['result']> } = {
    view: async () => viewOf(session),
    logs: async ({ limit }) => ports.logs(Math.min(1000, limit)),
    profiles: ports.profiles,
    explain: ports.explain,
    notifyTest: ports.notifyTest,
    switch: ports.switchTo,
    strategies: ports.strategies,
    editStrategy: ports.editStrategy,
    stop: ports.stop,
    pause: async () => {
      needRunning(session);
      await session.command({ kind: 'pause' });
      return state(session);
    },
    confirm: async ({ id }) => {
      needHeld(session, id);
      const { counters, held } = session.parts.facts;
      const before = counters.ordersSubmitted;
      await session.command({ kind: 'confirm', id });
      await waitFor(session, 1_000, () => !held.has(id));
      return { ...(await state(session)), sent: counters.ordersSubmitted > before };
    },
    decline: async ({ id, reason }) => {
      needHeld(session, id);
      await session.command({
        kind: 'decline',
        id,
        ...(reason !== undefined && { reason: plainText(reason) }),
      });
      return state(session);
    },
    resume: async ({ reason }) => {
      needRunning(session);
      const { kill, halt } = session.parts.facts;
      if ((kill || halt) && !reason?.trim()) {
        throw new BotrcError(
          'BOTRC_REFUSED_RESUME',
          'the bot is halted, and a reason is needed to resume it',
          {
            found: kill?.reason ?? halt?.reason ?? '',
            mend: 'Make sure of the cause, then run `bot resume --reason "…"`.',
          },
        );
      }
      await session.command({ kind: 'resume', ...(reason !== undefined && { reason: plainText(reason) }) });
      await waitFor(session, 1_000, () => !session.parts.latch.isSet());
      return state(session);
    },
    reconcile: async ({ apply, choices }) => {
      needRunning(session);
      return session.reconciler.ask(apply, choices);
    },
    kill: (params) => kill(session, params),
    tape: async () => {
      throw new BotrcError('BOTRC_TAPE_NONE', 'this bot lives: only a replay has a tape', {
        mend: 'Use `bot replay RUN --speed 10`.',
      });
    },
  };
  return {
    name: session.parts.name,
    view: () => viewOf(session),
    logs: ports.logs,
    onChange: (listener) => session.publisher.onChange(listener),
    onLog: ports.onLog,
    call: (call, params) => calls[call](params),
  };
}

export function viewOf(session: Session): BotView {
  return session.lastView ?? session.publisher.view();
}

async function kill(
  session: Session,
  params: { readonly cancel: boolean; readonly flatten: boolean; readonly reason: string },
): Promise<KillDone> {
  const { parts } = session;
  const reason = plainText(params.reason) || 'kill switch';
  // The file first: it holds even if the core never answers.
  session.latch(reason, parts.clock.now());
  if (session.phase === 'running' || session.phase === 'warming') {
    await session.command({ kind: 'kill', cancel: params.cancel, flatten: params.flatten, reason });
  }
  const done = (): boolean => {
    const open = [...parts.facts.orders.values()].filter((o) => !isFinal(o.state));
    const cancelled = !open.some((o) => o.role !== 'stop');
    const flat = openThings(session).openPositions.length === 0;
    return (
      (!(params.cancel || params.flatten) || cancelled) && (!params.flatten || (flat && open.length === 0))
    );
  };
  const settled = await waitFor(session, VERIFY_MS, done);
  let venue: VenueSnapshot | undefined;
  try {
    venue = await parts.exchange.snapshot();
  } catch (error) {
    parts.log.warn(`the venue could not be asked what is left: ${plainText(String(error))}`);
  }
  const left = openThings(session);
  const openOrders = venue?.orders.length ?? left.openOrders.length;
  const openPositions = venue?.positions.length ?? left.openPositions.length;
  const clean = !params.flatten || (openOrders === 0 && openPositions === 0);
  return {
    ...(await state(session)),
    latched: true,
    verified: settled && venue !== undefined && clean,
    openOrders,
    openPositions,
  };
}

async function state(session: Session): Promise<{ state: BotView['head']['state'] }> {
  // In the middle of a batch the last view stands, which may be older than the command.
  await waitFor(session, 1_000, () => !session.loop.deciding);
  await session.publisher.now();
  return { state: session.publisher.view().head.state };
}

export function needRunning(session: Session): void {
  if (session.phase === 'running') return;
  throw new BotrcError('BOTRC_NOT_RUNNING', `the bot is ${session.phase} and takes no commands yet`, {
    found: session.reason ?? session.phase,
    mend: 'Wait until `bot status` says running; `bot stop` and `bot kill` work at any time.',
  });
}

function needHeld(session: Session, id: string): void {
  needRunning(session);
  const { held } = session.parts.facts;
  if (held.has(id)) return;
  throw new BotrcError('BOTRC_REFUSED_SIGNAL', `no signal ${plainText(id, 40)} waits`, {
    found: held.size === 0 ? 'none waits' : [...held.keys()].join(', '),
    mend: 'It may have expired; `bot status` shows those that wait.',
  });
}
