import type { CoreRecord, Decision, Effect } from '../../core/effect.ts';
import type { Input, Stamp } from '../../core/event.ts';
import type { AlertLevel, Clock, Exchange, Outcome, PluginLog } from '../../sdk/index.ts';
import { plainError, plainText } from '../../sdk/index.ts';
import type { Envelope } from './envelope.ts';
import type { Resolver } from './resolver.ts';
import type { CoreTimers } from './timers.ts';

export interface AlertRequest {
  readonly level: AlertLevel;
  readonly title: string;
  readonly text: string;
  readonly dedupeKey: string;
}

export interface ExecutorPorts {
  readonly exchange: Exchange;
  readonly envelope: Envelope;
  readonly resolver: Resolver;
  readonly timers: CoreTimers;
  readonly clock: Clock;
  readonly log: PluginLog;
  /** Where the answers go: the waiting room. */
  readonly push: (event: Input) => void;
  /** What the core wants told. */
  readonly alert: (alert: AlertRequest) => void;
  /** What the executor itself has to tell, the core included. */
  readonly trouble: (alert: AlertRequest) => void;
  readonly record: (record: CoreRecord, stamp: Stamp) => void;
}

/** Carries out effects that are already durable. Never throws; every request ends in an outcome event. */
export interface Executor {
  run(decisions: readonly Decision[]): void;
  /** Settles when every request under way has its outcome. */
  idle(): Promise<void>;
}

export function createExecutor(ports: ExecutorPorts): Executor {
  const { exchange, envelope, resolver, timers, clock, log, push } = ports;
  const underWay = new Set<Promise<void>>();

  const track = (work: Promise<void>): void => {
    underWay.add(work);
    void work.finally(() => underWay.delete(work));
  };

  const ask = async (
    request: 'submit' | 'cancel' | 'amend',
    target: { readonly clientOrderId: string; readonly instrument: string },
    send: () => Promise<Outcome>,
  ): Promise<void> => {
    let outcome: Outcome;
    try {
      outcome = await send();
    } catch (error) {
      // A plugin that throws has not said no: whether the venue has it is not known.
      const { code, message } = plainError(error);
      outcome = { kind: 'unknown', code, reason: plainText(message) };
    }
    if (outcome.kind !== 'accepted') {
      // A cancel or amend that crosses a fill is everyday life; the order's own update follows.
      const isRace = outcome.kind === 'rejected' && request !== 'submit';
      log[isRace ? 'info' : 'warn'](`${request} ${outcome.kind}`, {
        clientOrderId: target.clientOrderId,
        code: outcome.code,
        reason: outcome.reason,
      });
    }
    push({ type: 'outcome', request, clientOrderId: target.clientOrderId, outcome });
    // A refused cancel or amend means that the order is not what we think it is.
    const doubtful = outcome.kind === 'unknown' || (outcome.kind === 'rejected' && request !== 'submit');
    const doubts = outcome.kind === 'unknown' && request !== 'submit' ? [request] : [];
    // It may ask for as long as the venue is silent, and it never rejects.
    if (doubtful) void resolver.resolve(target.clientOrderId, target.instrument, doubts);
  };

  const refuse = (
    request: 'submit' | 'amend',
    clientOrderId: string,
    instrument: string,
    why: string,
  ): void => {
    log.error(`the executor refused an order: ${why}`, { clientOrderId, instrument });
    ports.trouble({
      level: 'critical',
      title: `${instrument}: order stopped by the executor`,
      text: `${clientOrderId}: ${why}. It was never sent.`,
      dedupeKey: `envelope/${instrument}/${why.slice(0, 40)}`,
    });
    const outcome = { kind: 'rejected', code: 'BOTRC_ENVELOPE', reason: why } as const;
    push({ type: 'outcome', request, clientOrderId, outcome });
  };

  const carryOut = (effect: Effect, stamp: Stamp): void => {
    switch (effect.type) {
      case 'submit': {
        const { order } = effect;
        const why = envelope.checkSubmit(order, clock.now());
        if (why !== undefined) refuse('submit', order.clientOrderId, order.instrument, why);
        else track(ask('submit', order, () => exchange.submit(order)));
        return;
      }
      case 'amend': {
        const { request } = effect;
        const why = envelope.checkAmend(request, clock.now());
        if (why !== undefined) refuse('amend', request.clientOrderId, request.instrument, why);
        else track(ask('amend', request, () => exchange.amend(request)));
        return;
      }
      case 'cancel':
        track(ask('cancel', effect.request, () => exchange.cancel(effect.request)));
        return;
      case 'alert':
        ports.alert(effect);
        return;
      case 'timer':
        timers.set(effect.timerId, effect.dueMs);
        return;
      case 'record':
        ports.record(effect.record, stamp);
        return;
    }
  };

  return {
    run(decisions) {
      for (const decision of decisions) for (const effect of decision.effects) carryOut(effect, decision);
    },
    async idle() {
      while (underWay.size > 0) await Promise.allSettled([...underWay]);
    },
  };
}
