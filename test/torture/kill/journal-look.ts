import { createFacts, type Facts } from '../../../src/core/facts.ts';
import type { Journal } from '../../../src/runtime/journal/journal.ts';
import { openJournal } from '../../../src/runtime/journal/open-journal.ts';
import { loadFacts } from '../../../src/runtime/recovery/load-facts.ts';
import { BotrcError, type PluginLog } from '../../../src/sdk/index.ts';

const quiet = (): void => undefined;
const LOG: PluginLog = { debug: quiet, info: quiet, warn: quiet, error: quiet };

/** A look into a bot's journal, beside the running bot or over its dead body. */
export class JournalLook {
  readonly #folder: string;

  /** @param folder the bot's own. */
  constructor(folder: string) {
    this.#folder = folder;
  }

  /** The facts as a restart would find them now. */
  facts(): Facts {
    return this.#read((journal) => loadFacts(journal)) ?? createFacts();
  }

  /** Ids of the orders whose submit was decided, of the newest run or of all; one that stands twice comes twice. */
  submits(which: 'newest' | 'all'): readonly string[] {
    const found = this.#read((journal) => {
      const runs = which === 'all' ? journal.runs() : journal.runs().slice(-1);
      return runs.flatMap(({ run }) =>
        [...journal.effects(run)].flatMap(({ effects }) =>
          effects.flatMap((effect) => (effect.type === 'submit' ? [effect.order.clientOrderId] : [])),
        ),
      );
    });
    return found ?? [];
  }

  /** Undefined where the bot died before it made a journal. */
  #read<T>(look: (journal: Journal) => T): T | undefined {
    let journal: Journal;
    try {
      journal = openJournal({ folder: this.#folder, readOnly: true, log: LOG });
    } catch (error) {
      if (error instanceof BotrcError && error.code === 'BOTRC_JOURNAL_MISSING') return undefined;
      throw error;
    }
    try {
      return look(journal);
    } finally {
      journal.close();
    }
  }
}
