/** The entry of the explaining thread: one question to the journal, one answer. */
import { parentPort, workerData } from 'node:worker_threads';
import { plainError } from '../../sdk/index.ts';
import { JournalSearch } from '../journal/search.ts';
import type { ExplainAnswer, ExplainQuestion } from './ask.ts';
import { explain } from './explain.ts';
import { explanationText } from './text.ts';

function answer({ folder, id, width }: ExplainQuestion): ExplainAnswer {
  try {
    const search = new JournalSearch(folder);
    try {
      return { ok: true, lines: explanationText(explain(search, id), width) };
    } finally {
      search.close();
    }
  } catch (error) {
    return { ok: false, error: plainError(error) };
  }
}

parentPort?.postMessage(answer(workerData as ExplainQuestion));
