import type { Command } from './command.ts';
import { cancelAll, cancelEntries, flattenAll, kill } from './kill.ts';
import { takeReconcile } from './reconcile/take-reconcile.ts';
import { decideHeld } from './signals/held.ts';
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
      emit(core, { type: 'record', record: { kind: 'resumed', reason: command.reason ?? '' } });
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
    case 'wind-down':
      cancelEntries(core, 'the bot is stopping');
      return;
  }
}
