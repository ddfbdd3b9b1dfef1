import { BotrcError, type ErrorDetail } from '../../sdk/index.ts';

/** What a live start may be refused for. Each ends a command with exit code 3. */
export type LiveRefusal =
  | 'BOTRC_REFUSED_LIVE_KEY'
  | 'BOTRC_REFUSED_LIVE_CLOCK'
  | 'BOTRC_REFUSED_LIVE_VENUE'
  | 'BOTRC_REFUSED_LIVE_DOCTOR'
  | 'BOTRC_REFUSED_LIVE_SHADOW'
  | 'BOTRC_REFUSED_LIVE_CONFIRMATION'
  | 'BOTRC_REFUSED_LIVE_ACCOUNT'
  | 'BOTRC_REFUSED_LIVE_BOOKS';

/** A refusal to trade live. Every one names what would allow it. */
export function refusedLive(
  code: LiveRefusal,
  message: string,
  detail: ErrorDetail & { readonly mend: string },
): BotrcError {
  return new BotrcError(code, `live trading is refused: ${message}`, detail);
}
