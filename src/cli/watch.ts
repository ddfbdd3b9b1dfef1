import type { BotView } from '../core/view/bot.ts';
import type { BotrcError } from '../sdk/index.ts';
import { EXIT, type ExitCode } from './exit-code.ts';
import { withRunningBot } from './reach.ts';
import type { Session } from './session.ts';
import { type StatusDocument, statusDocument } from './status-document.ts';
import { statusLine } from './status-text.ts';

/** A terminal or a log needs no more. */
const EVERY_MS = 1000;
/** The close code of a bot that stops as asked. */
const GOING_AWAY = 1001;

/**
 * Prints a line whenever the status shows something new, at most one a second, until the bot stops.
 * @throws BOTRC_CONTROL_LOST where the connection ends in another way
 */
export async function watchStatus(session: Session): Promise<ExitCode> {
  return withRunningBot(session, { readOnly: true, watch: true }, ({ client }) => {
    let view: BotView | undefined;
    let shown = '';
    const show = (): void => {
      if (view === undefined) return;
      const document = statusDocument(view);
      const gist = gistOf(document);
      if (gist === shown) return;
      shown = gist;
      if (session.json) session.output.jsonLine(document);
      else session.output.line(...statusLine(document, view.nowMs));
    };
    client.on('snapshot', (whole) => {
      view = whole;
      show();
    });
    client.on('delta', (slices) => {
      if (view !== undefined) view = { ...view, ...slices };
    });
    const ended = new Promise<BotrcError | null>((resolve) => client.on('close', resolve));
    const timer = setInterval(() => {
      show();
      if (session.output.closed) client.close();
    }, EVERY_MS);
    return ended.then((error) => {
      clearInterval(timer);
      show();
      if (error !== null && error.detail.data?.closeCode !== GOING_AWAY) throw error;
      return EXIT.done;
    });
  });
}

/** What the line shows, without what moves by itself. */
function gistOf(document: StatusDocument): string {
  const { state, reason, exchange, account, positions, orders, risk, counters } = document;
  const held = positions.map((one) => [one.instrument, one.side, one.quantity, one.stop]);
  const working = orders.map((one) => [one.id, one.state, one.filled]);
  return JSON.stringify([
    state,
    reason,
    exchange.connected,
    account.equity,
    held,
    working,
    risk,
    counters.fills,
  ]);
}
