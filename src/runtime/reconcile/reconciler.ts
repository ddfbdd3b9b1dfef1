import type { Input } from '../../core/event.ts';
import type { PlanAction, PlanItem, ReconcileCause } from '../../core/reconcile/plan.ts';
import type { ReconcileDone } from '../../core/view/calls.ts';
import { BotrcError, type Ms, plainError, type TimerHandle } from '../../sdk/index.ts';
import type { Session } from '../session.ts';
import { type Decided, decideByOperator, decideByPolicy } from './decide.ts';
import { lookAtAccount } from './look.ts';

/** Between what made it look and the look: events of one cause come in twos and threes. */
const SETTLE_MS: Ms = 250;
/** After a venue that did not answer. */
const RETRY_MS: Ms = 10_000;

/**
 * Holds the account here against the venue's (E-6): when a run starts, every `reconcile.everyMs`, after a reconnect, after
 * a fill of an order that is not ours, and when an operator asks. One look at a time.
 */
export class Reconciler {
  readonly #session: Session;
  #tail: Promise<unknown> = Promise.resolve();
  #timer: TimerHandle | undefined;
  #dueMs = Number.POSITIVE_INFINITY;
  #cause: ReconcileCause = 'timer';
  #wasDown = false;
  #stopped = false;

  constructor(session: Session) {
    this.#session = session;
  }

  /**
   * The first look of a run: nothing was sent before it.
   * @param onFetched called when what was missed is on its way to the core.
   */
  async begin(onFetched: () => void): Promise<void> {
    const { parts, loop } = this.#session;
    const items = await this.#look('start', onFetched, () => loop.idle());
    await this.#tell('start', decideByPolicy(items, parts.profile.reconcile.policy));
  }

  /** From now on by itself. */
  watch(): void {
    this.#plan('timer', this.#session.parts.profile.reconcile.everyMs);
  }

  /** Told of all that the exchange hands over. */
  see(event: Input): void {
    if (event.type === 'feed' && event.instrument === undefined && event.status !== 'gap') {
      if (event.status === 'up' && this.#wasDown) this.#plan('reconnect', SETTLE_MS);
      this.#wasDown = event.status === 'down';
    } else if (event.type === 'fill' && !this.#session.parts.facts.orders.has(event.clientOrderId)) {
      this.#plan('surprise', SETTLE_MS);
    }
  }

  /**
   * Looks now. With `apply` everything that differs is decided as suggested, or as chosen by item id.
   * @throws BOTRC_RECONCILE_CHOICE for a choice that fits no item.
   */
  ask(apply: boolean, choices: Readonly<Record<string, PlanAction>>): Promise<ReconcileDone> {
    return this.#next(async () => {
      const items = await this.#look('operator');
      for (const [id, action] of Object.entries(choices)) demandChoice(items, id, action);
      const { policy } = this.#session.parts.profile.reconcile;
      const decided = apply ? decideByOperator(items, choices) : decideByPolicy(items, policy);
      await this.#tell('operator', decided);
      return this.#done(decided);
    });
  }

  stop(): void {
    this.#stopped = true;
    this.#timer?.cancel();
  }

  #next<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#tail.then(work);
    this.#tail = done.catch(() => undefined);
    return done;
  }

  /** The earliest plan wins, and keeps its cause. */
  #plan(cause: ReconcileCause, ms: Ms): void {
    const { wall } = this.#session.parts;
    const dueMs = wall.now() + ms;
    if (this.#stopped || this.#session.phase !== 'running' || dueMs >= this.#dueMs) return;
    this.#timer?.cancel();
    this.#dueMs = dueMs;
    this.#cause = cause;
    this.#timer = wall.setTimer(ms, () => void this.#run());
  }

  async #run(): Promise<void> {
    const { parts } = this.#session;
    this.#dueMs = Number.POSITIVE_INFINITY;
    let wait = parts.profile.reconcile.everyMs;
    try {
      await this.#next(async () => {
        const items = await this.#look(this.#cause);
        await this.#tell(this.#cause, decideByPolicy(items, parts.profile.reconcile.policy));
      });
    } catch (error) {
      wait = Math.min(wait, RETRY_MS);
      const { code, message } = plainError(error);
      parts.log.warn(`the account could not be compared with the venue: ${message}`, { code });
    }
    this.#plan('timer', wait);
  }

  #look(
    cause: ReconcileCause,
    onFetched: () => void = () => undefined,
    drain: () => Promise<void> = () => this.#session.drained(),
  ): Promise<readonly PlanItem[]> {
    const { parts, resolver, onExchange: push } = this.#session;
    const { exchange, facts, profile, wall } = parts;
    const isStart = cause === 'start';
    return lookAtAccount({
      exchange,
      facts,
      account: profile.account,
      resolver,
      wall,
      push,
      onFetched,
      drain,
      isStart,
    });
  }

  async #tell(cause: ReconcileCause, { items, apply }: Decided): Promise<void> {
    const { log } = this.#session.parts;
    for (const { severity, text } of items) {
      log[severity === 'info' ? 'info' : severity === 'warning' ? 'warn' : 'error'](`reconcile: ${text}`);
    }
    await this.#session.command({ kind: 'reconcile', cause, items, apply });
  }

  #done({ items, apply }: Decided): ReconcileDone {
    const { facts, profile, clock } = this.#session.parts;
    return {
      timeMs: clock.now(),
      policy: profile.reconcile.policy,
      resolved: facts.plan.length === 0,
      killed: facts.kill !== undefined,
      items: items.map(({ id, severity, text, choices, action }) => ({
        id,
        severity,
        text,
        choices,
        action,
        state: apply.includes(id) ? 'applied' : 'waits',
      })),
    };
  }
}

function demandChoice(items: readonly PlanItem[], id: string, action: PlanAction): void {
  const item = items.find((other) => other.id === id);
  if (item?.choices.includes(action)) return;
  throw new BotrcError(
    'BOTRC_RECONCILE_CHOICE',
    item ? `${id} cannot be settled by ${action}` : `nothing of this name differs from the venue`,
    {
      found: `${id}=${action}`,
      mend: item
        ? `Choose one of ${item.choices.join(', ')}.`
        : items.length > 0
          ? `Choose among ${items.map((other) => other.id).join(', ')}.`
          : 'Run `bot reconcile --plan` again: nothing differs now.',
    },
  );
}
