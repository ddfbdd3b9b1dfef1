import { BotrcError } from '@botrc/sdk';

/** What the sandbox was asked to play cannot be played. `where` is the file, with its line where one is known. */
export function sourceError(message: string, where: string, found?: string, cause?: unknown): BotrcError {
  return new BotrcError(
    'BOTRC_SANDBOX_SOURCE',
    message,
    {
      where,
      ...(found === undefined ? {} : { found }),
      mend: 'Pass a readable --recording (.jsonl, .jsonl.gz) or --candles (.csv, .csv.gz) file, or --synthetic SEED.',
    },
    cause,
  );
}
