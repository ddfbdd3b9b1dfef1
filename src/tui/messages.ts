import { clipLine, type Line, type Segment, wrapText } from './format/line.ts';
import { cash, gainTone } from './format/number.ts';
import { age } from './format/time.ts';
import { riskWord } from './panels/risk.ts';
import type { TuiState } from './state.ts';

/** What is shown where panels cannot be. */

/** Before the first snapshot; after a second also what it waits for. */
export function waitingLines({ botName, link, nowMs }: TuiState, width: number): readonly Line[] {
  const isStarting = link.state === 'starting';
  const title = [[], ...rows(`${isStarting ? 'Starting' : 'Connecting to'} ${botName}`, width)];
  if (link.error !== null) {
    const { code, message, where, mend } = link.error;
    const place = where === undefined ? '' : `: ${where}`;
    const texts = [`${message} (${code})${place}`, mend ?? '', 'Trying again. q leaves.'];
    return [...title, ...texts.flatMap((text) => rows(text, width, { tone: 'dim' }))];
  }
  const waited = nowMs - link.sinceMs;
  if (waited < 1000) return title;
  const since = isStarting ? 'It has been starting for' : 'The bot has not answered for';
  return [...title, ...rows(`${since} ${age(waited)}`, width, { tone: 'dim' })];
}

export function stoppedLines({ botName, view }: TuiState, width: number): readonly Line[] {
  const profile = view?.head.profile ?? botName;
  const name = profile === botName ? '' : ` --name ${botName}`;
  const left =
    view === null ? '' : `It left ${view.positions.length} positions and ${view.orders.length} orders open.`;
  return [
    [],
    ...rows(`${botName} has stopped.`, width, { bold: true }),
    ...rows(left, width),
    ...rows(`Start it again: bot start --profile ${profile}${name}`, width),
    ...rows('Any key leaves.', width, { tone: 'dim' }),
  ];
}

/** The whole bot in two rows, for a screen that has no more. */
export function stripLines({ view, logs }: TuiState, width: number): readonly Line[] {
  if (view === null) return [];
  const { positions, orders, account, risk } = view;
  const money: Line = [
    { text: `${positions.length} pos ` },
    {
      text: cash(account.unrealizedPnl, account.currency, true),
      ...gainTone(account.unrealizedPnl),
    },
    { text: `  ${orders.length} ord  ` },
    riskWord(risk.state),
  ];
  const last: Line = [{ text: logs.at(-1)?.text ?? '', tone: 'dim' }];
  return [clipLine(money, width), clipLine(last, width)];
}

function rows(text: string, width: number, look: Omit<Segment, 'text'> = {}): readonly Line[] {
  return wrapText(text, width, 3).map((row) => [{ text: row, ...look }]);
}
