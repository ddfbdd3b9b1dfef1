import type { CallName } from '../../core/view/calls.ts';
import { BotrcError, type Ms, plainText } from '../../sdk/index.ts';

/** What can go wrong between a viewer and a bot. */

export function unreachable(path: string, error: NodeJS.ErrnoException): BotrcError {
  const detail = {
    found: plainText(error.code ?? error.message),
    where: path,
    mend:
      error.code === 'EACCES'
        ? 'Run this as the user who started the bot.'
        : 'Use `bot status` to see which bots run, or start one with `bot start`.',
  };
  return new BotrcError('BOTRC_CONTROL_UNREACHABLE', 'no running bot answers there', detail, error);
}

export function silent(path: string): BotrcError {
  return new BotrcError('BOTRC_CONTROL_SILENT', 'the bot does not answer', {
    where: path,
    mend: 'Its process may hang: `bot kill` works on a silent bot too.',
  });
}

export function foreign(text: string, cause?: unknown): BotrcError {
  const found = JSON.stringify(plainText(text, 60));
  return new BotrcError('BOTRC_CONTROL_PROTOCOL', 'what answers there is no bot', { found }, cause);
}

export function hole(last: number | undefined, n: number): BotrcError {
  const found = `${n} after ${last ?? 'no snapshot'}`;
  return new BotrcError('BOTRC_CONTROL_GAP', 'messages of the bot were lost on the way', {
    found,
    mend: 'Connect again: a new snapshot follows.',
  });
}

export function closed(code: number, reason: string): BotrcError {
  const said = reason === '' ? '' : `: ${plainText(reason)}`;
  return new BotrcError('BOTRC_CONTROL_LOST', `the bot closed the connection${said}`, {
    found: `close code ${code}`,
    data: { closeCode: code },
  });
}

export function lost(message: string): BotrcError {
  return new BotrcError('BOTRC_CONTROL_LOST', message, { mend: 'Ask with `bot status`.' });
}

export function timedOut(name: CallName, timeoutMs: Ms): BotrcError {
  return new BotrcError('BOTRC_CONTROL_TIMEOUT', `no answer to \`${name}\` yet: its outcome is unknown`, {
    found: `${timeoutMs} ms passed`,
    mend: 'Ask with `bot status`.',
  });
}
