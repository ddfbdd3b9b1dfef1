import { BotrcError, plainText } from '../../sdk/index.ts';

/** What an archive or a backup is, for messages. */
export type Kept = 'export' | 'backup';

export function damaged(kept: Kept, where: string, found: string, cause?: unknown): BotrcError {
  return new BotrcError(
    'BOTRC_ARCHIVE_DAMAGED',
    `the ${kept} is damaged`,
    {
      found: plainText(found, 200),
      where,
      mend: 'Nothing was made from it. Take another, or copy it again.',
    },
    cause,
  );
}

export function exists(where: string, found: string): BotrcError {
  return new BotrcError('BOTRC_ARCHIVE_EXISTS', 'there is something already', {
    found,
    where,
    mend: 'Nothing was changed. Choose another place (--home, --name or the path), or move it away first.',
  });
}

/** What went wrong with the file itself. */
export function unusable(kept: Kept, where: string, error: unknown): BotrcError {
  if (error instanceof BotrcError) return error;
  const isMissing = (error as NodeJS.ErrnoException).code === 'ENOENT';
  return new BotrcError(
    'BOTRC_ARCHIVE_FILE',
    isMissing ? `there is no such ${kept}` : `the ${kept} cannot be read or written`,
    {
      found: plainText((error as Error).message, 200),
      where,
      mend: 'Check the path, its permissions and the free space of the disk.',
    },
    error,
  );
}
