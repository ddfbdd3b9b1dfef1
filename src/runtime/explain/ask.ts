import { BotrcError, type Clock, errorFromPlain, type Ms, type PlainError } from '../../sdk/index.ts';
import { hostModule } from '../plugins/package-root.ts';
import { startThread } from '../thread.ts';

export interface ExplainQuestion {
  /** The bot's. */
  readonly folder: string;
  readonly id: string;
  /** Columns of a line. */
  readonly width: number;
}

export type ExplainAnswer =
  | { readonly ok: true; readonly lines: readonly string[] }
  | { readonly ok: false; readonly error: PlainError };

const LIMIT_MS: Ms = 20_000;

/**
 * What `bot explain ID` says, asked of a running bot. In a thread of its own: a search through a long journal takes
 * time that the loop does not have.
 * @throws as explain, and BOTRC_EXPLAIN_SLOW
 */
export async function askExplain(question: ExplainQuestion, clock: Clock): Promise<readonly string[]> {
  const worker = startThread(hostModule('runtime/explain/explain-main'), {
    name: 'botrc explain',
    workerData: question,
  });
  try {
    const answer = await new Promise<ExplainAnswer>((resolve, reject) => {
      const timer = clock.setTimer(LIMIT_MS, () => {
        reject(
          new BotrcError('BOTRC_EXPLAIN_SLOW', 'the journal took too long to search', {
            mend: 'Ask in another terminal: `bot explain ID` has no limit.',
          }),
        );
      });
      const settled = (): void => timer.cancel();
      worker.once('message', (told: ExplainAnswer) => {
        settled();
        resolve(told);
      });
      worker.once('error', (error) => {
        settled();
        reject(error);
      });
    });
    if (!answer.ok) throw errorFromPlain(answer.error);
    return answer.lines;
  } finally {
    await worker.terminate();
  }
}
