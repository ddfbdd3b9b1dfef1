import type { Command } from '../core/command.ts';
import type { CoreConfig } from '../core/config.ts';
import type { CoreRecord, Decision } from '../core/effect.ts';
import type { Event, Input, Stamp } from '../core/event.ts';
import { isKnown } from '../core/portfolio/fold-execution.ts';
import type { BotView } from '../core/view/bot.ts';
import type { CoreView } from '../core/view/rows.ts';
import { type Ms, plainError } from '../sdk/index.ts';
import { botView } from './bot-view.ts';
import { envelopeLimits } from './core-config.ts';
import { createEnvelope, type Envelope } from './effects/envelope.ts';
import { type AlertRequest, createExecutor, type Executor } from './effects/executor.ts';
import { createResolver, type Resolver } from './effects/resolver.ts';
import { type CoreTimers, createTimers } from './effects/timers.ts';
import { eventLine } from './event-line.ts';
import { endsOrder, logEvent } from './event-log.ts';
import { ExchangeStatus } from './exchange-status.ts';
import { Loop } from './loop.ts';
import type { ResolvedPlugin } from './plugins/resolved.ts';
import type { Probation } from './probation.ts';
import { createPublisher, type HeadSources, type Publisher } from './publisher.ts';
import { Reconciler } from './reconcile/reconciler.ts';
import { recordLine } from './record-line.ts';
import { refreshAfterOverflow } from './refresh.ts';
import { WaitingRoom } from './room.ts';
import type { SessionParts } from './session-parts.ts';
import { Snapshotter } from './snapshotter.ts';
import { HostCount } from './supervise/host-count.ts';
import { createTasks, type Tasks } from './supervise/tasks.ts';
import { tellCore } from './tell-core.ts';

/** One run of a bot: the room, the loop, the executor and what they share. Who may do what to it is elsewhere. */
export class Session {
  readonly parts: SessionParts;
  readonly room: WaitingRoom;
  readonly loop: Loop;
  readonly executor: Executor;
  readonly envelope: Envelope;
  readonly resolver: Resolver;
  readonly timers: CoreTimers;
  readonly publisher: Publisher;
  readonly reconciler: Reconciler = new Reconciler(this);
  readonly tasks: Tasks = createTasks();
  readonly status: ExchangeStatus;
  /** Ends every wait of a start that is not finished. */
  readonly ending: AbortController = new AbortController();
  readonly startedMs: Ms;
  phase: HeadSources['phase'] = 'starting';
  /** The run is in the journal: it has its strategies, and its first event follows. */
  begun = false;
  reason: string | null = null;
  config: CoreConfig | undefined;
  /** Where the strategies' modules are; one that was stopped for blocking is left out. */
  modules: readonly { readonly owner: string; readonly plugin: ResolvedPlugin<'strategy'> }[] = [];
  readonly hosts: HostCount = new HostCount();
  /** Of the last switch. */
  probation: Probation | undefined;
  /** A critical alert from before the run began. */
  untold: string | undefined;
  /** Strategies that were removed with their host, and why. */
  readonly removed: { readonly owner: string; readonly reason: string }[] = [];
  /** What is shown once the run is over. */
  lastView: BotView | undefined;
  /** Settled with the error that ended the run, or nothing. */
  readonly failed: Promise<unknown>;
  #fail: (error: unknown) => void = () => undefined;
  readonly #waiting = new Map<string, { resolve: () => void; reject: (error: unknown) => void }>();
  #over: { readonly error: unknown } | undefined;
  /** One after the other, where the room overflows again meanwhile. */
  #refreshing: Promise<void> = Promise.resolve();
  #drains: (() => void)[] = [];
  #commands = 0;
  readonly #firstSeq: number;
  readonly #snapshots: Snapshotter;
  #lastCore: CoreView | undefined;

  /** @param onHostLost replaces a host that died or was closed for blocking. */
  constructor(parts: SessionParts, onHostLost: (session: Session, error: unknown) => void) {
    this.parts = parts;
    this.#snapshots = new Snapshotter(parts);
    const { exchange, clock, wall, log, facts, journal } = parts;
    this.startedMs = clock.now();
    this.#firstSeq = journal.lastSeq;
    this.failed = new Promise((resolve) => {
      this.#fail = resolve;
    });
    this.status = new ExchangeStatus(parts.profile.exchange.plugin);
    this.room = new WaitingRoom(
      () => this.loop.wake(),
      () => {
        this.#refreshing = this.#refreshing.then(() => refreshAfterOverflow(this));
      },
    );
    const push = (event: Input): void => this.room.push(event);
    this.envelope = createEnvelope(envelopeLimits(parts.profile), parts.latch);
    this.resolver = createResolver({
      exchange,
      clock: wall,
      log,
      // What it finds comes from the venue like everything that streams in.
      push: this.onExchange,
      order: (id) => facts.orders.get(id),
      isKnown: (execution) => isKnown(facts, execution),
      lastExecutionMs: () => facts.lastExecutionMs,
    });
    this.timers = createTimers(clock, (timerId) => push({ type: 'timer', timerId }));
    this.executor = createExecutor({
      exchange,
      envelope: this.envelope,
      resolver: this.resolver,
      timers: this.timers,
      clock,
      log,
      push,
      alert: (alert) => this.#raise(alert),
      trouble: (alert) => this.alert(alert),
      record: (record, stamp) => this.#onRecord(record, stamp),
    });
    this.loop = new Loop(
      {
        room: this.room,
        journal,
        clock,
        executor: this.executor,
        facts,
        onBatch: (events, decisions) => this.#onBatch(events, decisions),
      },
      (error) => onHostLost(this, error),
    );
    this.publisher = createPublisher({
      clock: wall,
      core: async () => (this.phase === 'stopped' ? undefined : this.#coreView()),
      compose: (core) => this.#compose(core),
      onFailure: (error) => log.warn(`the view could not be made: ${plainError(error).message}`),
    });
  }

  /** What the exchange hands over. */
  readonly onExchange = (event: Input): void => {
    this.status.see(event, this.parts.clock.now());
    if (event.type === 'instrument') this.envelope.define(event.definition);
    else if (event.type === 'fill') this.envelope.filled(event);
    else if (event.type === 'ticker' && event.last !== undefined)
      this.envelope.price(event.instrument, event.last);
    else if (event.type === 'bar') this.envelope.price(event.instrument, event.close);
    this.reconciler.see(event);
    this.room.push(event);
  };

  /**
   * Settles when the core has decided on the command and that is durable.
   * @throws what ended the run, where it ends before that.
   */
  command(command: Command): Promise<void> {
    const commandId = `${this.parts.run}/${++this.#commands}`;
    return new Promise((resolve, reject) => {
      if (this.#over) {
        reject(this.#over.error);
        return;
      }
      this.#waiting.set(commandId, { resolve, reject });
      this.room.push({ type: 'command', commandId, command });
    });
  }

  /** Settles when every event but market data that came in so far is folded and durable. */
  drained(): Promise<void> {
    if (this.#over || (this.room.urgent === 0 && !this.loop.deciding)) return Promise.resolve();
    return new Promise((resolve) => this.#drains.push(resolve));
  }

  /** What the runtime itself has to tell; what the core decided is audited with its decision. */
  alert(alert: AlertRequest): void {
    this.auditResource(`alert-${alert.level}`, `${alert.title}: ${alert.text}`);
    this.#raise(alert);
    tellCore(this, alert);
  }

  #raise(alert: AlertRequest): void {
    this.parts.line({ event: 'alert', timeMs: this.parts.clock.now(), ...alert });
    this.parts.alert(alert);
  }

  /** What the bot runs on, for the audit log. */
  auditResource(action: string, comment: string): void {
    this.parts.audit.write({ timeMs: this.parts.clock.now(), tag: 'RESOURCE', action, comment });
  }

  /** K-1: each secret that the profile was given, by its name. */
  auditSecrets(): void {
    for (const { name, path, from } of this.parts.profile.secretUses)
      this.auditResource('secret-used', `${name} of the ${from} for ${path}`);
  }

  /**
   * Sets the latch file. Where it cannot be written the kill goes on: the core's own latch is in the journal, and what
   * a kill cancels and closes must not wait for a disk.
   */
  latch(reason: string, at: Ms): void {
    try {
      this.parts.latch.set(reason, at);
    } catch (error) {
      this.alert({
        level: 'critical',
        title: 'the kill latch file could not be written',
        text: `${plainError(error).message}. The kill switch of the core is on all the same.`,
        dedupeKey: `latch/${this.parts.run}`,
      });
    }
  }

  /** The run cannot go on. */
  fail(error: unknown): void {
    this.#over ??= { error };
    for (const { reject } of this.#waiting.values()) reject(error);
    this.#waiting.clear();
    this.#settleDrains();
    this.#fail(error);
  }

  async #onBatch(events: readonly Event[], decisions: readonly Decision[]): Promise<void> {
    const { journal, clock, line, log, facts, audit } = this.parts;
    audit.decided(events, decisions);
    for (const event of events) {
      if (endsOrder(event)) this.envelope.settled(event.clientOrderId);
      logEvent(log, event, facts);
      const told = eventLine(event, facts);
      if (told) line(told);
      if (event.type !== 'command') continue;
      this.#waiting.get(event.commandId)?.resolve();
      this.#waiting.delete(event.commandId);
    }
    if (this.room.urgent === 0) this.#settleDrains();
    journal.tick(clock.now());
    await this.#snapshots.decided(decisions.length, this.loop);
    await this.publisher.due();
  }

  #settleDrains(): void {
    for (const settle of this.#drains.splice(0)) settle();
  }

  #onRecord(record: CoreRecord, { seq, at }: Stamp): void {
    const { line, log, latch } = this.parts;
    if (record.kind === 'reconciled') this.#onReconciled(record);
    this.probation?.see(record, seq);
    if (record.kind === 'killed') this.latch(record.reason, at);
    if (record.kind === 'resumed') {
      latch
        .clear()
        .catch((error: unknown) => log.error(`the kill latch file could not be removed: ${String(error)}`));
    }
    const { text, fields, told } = recordLine(record, at);
    log.info(text, { seq, ...fields });
    line({ ...told, seq });
  }

  /** The executor's own count follows what was adopted. */
  #onReconciled({ items, applied }: Extract<CoreRecord, { kind: 'reconciled' }>): void {
    const { facts } = this.parts;
    for (const { id, action, subject } of items) {
      if (!applied.includes(id) || action === 'ignore') continue;
      if (subject.kind === 'position') {
        const { instrument, leg } = subject.key;
        const held = [...facts.positions.values()].filter(
          (p) => p.instrument === instrument && p.leg === leg,
        );
        this.envelope.reconciled(
          subject.key,
          held.reduce((sum, p) => sum + p.quantity, 0),
        );
      } else if (subject.kind === 'order' && action === 'adopt') {
        const order = facts.orders.get(subject.order.clientOrderId);
        if (order) this.envelope.sent(order);
      }
    }
  }

  async #coreView(): Promise<CoreView | undefined> {
    if (this.phase === 'starting' || !this.loop.host) return undefined;
    // While a batch is being decided the host may know what is not durable yet: the last view stands.
    if (!this.loop.deciding) this.#lastCore = await this.loop.host.view();
    return this.#lastCore;
  }

  #compose(core: CoreView | undefined): BotView {
    const { phase, reason, startedMs } = this;
    const { name, profile, pid, run, version, clock } = this.parts;
    return botView(core, {
      head: { name, profile: profile.name, mode: profile.mode, pid, run, startedMs, reason, version },
      nowMs: clock.now(),
      phase,
      currency: profile.paper.currency,
      events: this.loop.seq - this.#firstSeq,
      exchange: this.status.row(),
      tasks: this.tasks.rows(),
    });
  }
}
