import type { Command } from './command.ts';
import { cancelAll, cancelEntries, flattenAll, kill } from './kill.ts';
import { equity } from './portfolio/equity.ts';
import { takeReconcile } from './reconcile/take-reconcile.ts';
import { enterFailSafe } from './risk/watch/watch-fail-safe.ts';
import { decideHeld, dropHeld } from './signals/held.ts';
import { type Core, emit } from './state.ts';
import { stopStrategy } from './stop-strategy.ts';
import { tellDropped } from './strategies.ts';

/** What an operator asked for. */
export function takeCommand(core: Core, command: Command): void {
  switch (command.kind) {
    case 'pause':
      if (!core.facts.paused) emit(core, { type: 'record', record: { kind: 'paused' } });
      return;
    case 'resume':
      resume(core, command.reason ?? '');
      return;
    case 'kill':
      kill(core, command.reason, command);
      return;
    case 'flatten':
      cancelAll(core, command.reason, command.keys);
      flattenAll(core, command.reason, command.keys);
      return;
    case 'confirm':
      tellDropped(core, decideHeld(core, command.id, true, ''));
      return;
    case 'decline':
      tellDropped(core, decideHeld(core, command.id, false, command.reason || 'the operator declined it'));
      return;
    case 'stop-strategy':
      stopStrategy(core, command.owner, command.reason);
      return;
    case 'reconcile':
      takeReconcile(core, command);
      return;
    case 'fail-safe':
      enterFailSafe(core, command.reason);
      return;
    case 'go-live':
      goLive(core, command);
      return;
    case 'wind-down':
      dropHeld(core, 'the bot is stopping');
      cancelEntries(core, 'the bot is stopping');
      return;
  }
}

/** Nothing changes by it: it is said, and kept. */
function goLive(core: Core, { reason, overridden }: Extract<Command, { kind: 'go-live' }>): void {
  emit(core, {
    type: 'alert',
    level: overridden ? 'warning' : 'info',
    title: overridden ? 'live trading begins without its shadow record' : 'live trading begins',
    text: reason,
    dedupeKey: `go-live/${core.config.run}`,
  });
}

/** After a daily loss the operator's word allows as much again: the loss counts from equity as it is now. */
function resume(core: Core, reason: string): void {
  const isLoss = core.facts.halt?.rule === 'daily-loss';
  const record = { kind: 'resumed', reason, ...(isLoss && { equity: equity(core).toString() }) } as const;
  emit(core, { type: 'record', record });
}
