import type { BotView } from '../core/view/bot.ts';
import type { TapeRow } from '../core/view/tape.ts';
import { clipLine, type Line, lineWidth, type Segment, spread } from './format/line.ts';
import { cash, gainTone, percent, quantity } from './format/number.ts';
import { age, timeOfDay } from './format/time.ts';
import { SHORT_TITLES, TITLES } from './layout/screens.ts';
import { riskWord } from './panels/risk.ts';
import { botNowMs, onlyReads, screensOf, staleMs, type TuiState } from './state.ts';

/** The top rows: what runs, in which mode, how it stands, and how old that is. Never frozen. */
export function headerLines(state: TuiState, rows: 1 | 2, width: number): readonly Line[] {
  const { view } = state;
  if (view === null)
    return [clipLine([{ text: `botrc ${state.botName}`, bold: true }, space, link(state)], width)];
  const risk: Line = [label('risk '), riskWord(view.risk.state)];
  // Where it is narrow, live data says that the link is up.
  const isTape = view.tape !== undefined && state.link.state === 'up';
  const short = width < 60 && state.link.state === 'up' && view.exchange.connected;
  const end: Line =
    short || isTape ? [freshness(state, width)] : [freshness(state, width), space, link(state)];
  if (rows === 1) {
    const pieces = [modeWord(state), stateWord(state), risk, ...money(view, width), who(view)];
    return [spread(fitting(pieces, width - lineWidth(end) - 1), end, width)];
  }
  const first = fitting([modeWord(state), who(view), stateWord(state), risk, ...money(view, width)], width);
  return [clipLine(first, width), spread(tabs(state, width), end, width)];
}

/** LIVE, PAPER, …; LIVE stands out. A viewer that may only look says so as well. */
export function modeWord(state: TuiState): Segment {
  const mode = (state.view?.head.mode ?? '').toUpperCase();
  // Of a replay that goes without saying.
  const word = onlyReads(state) && !state.view?.tape ? `${mode} READONLY` : mode;
  return mode === 'LIVE' ? { text: ` ${word} `, inverse: true, bold: true } : { text: word, bold: true };
}

const space: Segment = { text: '  ' };

function label(text: string): Segment {
  return { text, tone: 'dim' };
}

/** Pieces from the left, as many as fit whole. */
function fitting(pieces: readonly (Segment | Line)[], width: number): Line {
  let line: Line = [];
  for (const piece of pieces) {
    const part: Line = Array.isArray(piece) ? piece : [piece as Segment];
    const next = line.length === 0 ? part : [...line, space, ...part];
    if (lineWidth(next) > width && line.length > 0) return line;
    line = next;
  }
  return line;
}

function who({ head }: BotView): Segment {
  return { text: head.name === head.profile ? head.name : `${head.name}/${head.profile}`, bold: true };
}

function stateWord({ view, link: { state } }: TuiState): Segment {
  if (state === 'lost') return { text: 'UNKNOWN', tone: 'bad', inverse: true };
  if (state === 'stopped') return { text: 'STOPPED', tone: 'bad', bold: true };
  const word = (view?.head.state ?? '').toUpperCase();
  if (word === 'RUNNING') return { text: word, tone: 'good' };
  return { text: word, tone: word === 'HALTED' ? 'bad' : 'warn', bold: true };
}

function money({ account }: BotView, width: number): readonly Line[] {
  const { currency, equity, dayPnl } = account;
  const before = Number(equity) - Number(dayPnl);
  const share = before > 0 ? ` ${percent(Number(dayPnl) / before, true)}` : '';
  return [
    [label('equity '), { text: `${cash(equity, currency)}${width >= 60 ? ` ${currency}` : ''}`, bold: true }],
    [label('day '), { text: `${cash(dayPnl, currency, true)}${share}`, ...gainTone(dayPnl) }],
  ];
}

function tabs(state: TuiState, width: number): Line {
  const { screen } = state;
  const titles = width >= 100 ? TITLES : SHORT_TITLES;
  return screensOf(state).flatMap((id, i): Line => {
    const text = `${i + 1} ${titles[id]}`;
    return id === screen ? [{ text, inverse: true }, { text: ' ' }] : [{ text: `${text} `, tone: 'dim' }];
  });
}

/** Age of the data; a word where it is old, and for how long the display has been held. */
function freshness(state: TuiState, width: number): Segment {
  const { frozen, nowMs, receivedMs } = state;
  if (frozen !== null) return { text: `FROZEN ${age(nowMs - frozen.atMs)}`, inverse: true };
  if (state.view?.tape && state.link.state === 'up') return tapeWord(state.view.tape, width);
  const stale = staleMs(state);
  if (stale !== null) return { text: `STALE ${age(stale)}`, tone: 'warn', inverse: true };
  if (state.slow) return { text: 'SLOW LINK', tone: 'warn', inverse: true };
  // Below two seconds the number would only flicker.
  const ms = receivedMs === null ? 0 : nowMs - receivedMs;
  // Of a bot that has stopped nothing is awaited: a time says it once, an age every second.
  const old = receivedMs !== null && state.link.state === 'stopped' ? timeOfDay(receivedMs) : age(ms);
  return { text: `${width < 60 ? '' : 'data '}${ms < 2000 ? 'live' : old}`, tone: 'dim' };
}

/** Where the tape stands by its own clock, and how fast it goes. */
function tapeWord({ state, atMs, seq, lastSeq, speed }: TapeRow, width: number): Segment {
  const time = timeOfDay(atMs);
  const when = width < 100 ? time : `${new Date(atMs).toISOString().slice(0, 10)} ${time}`;
  const where = width < 60 ? '' : ` x${speed}  ${seq}/${lastSeq}`;
  if (state === 'playing') return { text: `${when}${where}`, bold: true };
  return { text: `${state.toUpperCase()} ${when}${where}`, inverse: true, bold: true };
}

function link({ link: { state }, view }: TuiState): Segment {
  if (state !== 'up') return { text: state === 'lost' ? 'link LOST' : state, tone: 'bad', bold: true };
  return view !== null && !view.exchange.connected
    ? { text: 'exchange DOWN', tone: 'bad', bold: true }
    : { text: 'link up', tone: 'dim' };
}

/** One row that says what is wrong with the link, or nothing. */
export function bannerLine(state: TuiState, width: number): Line | null {
  const { link: now, nowMs, receivedMs, view } = state;
  const retry =
    now.retryMs === null ? 'trying again' : `retry in ${age(Math.max(0, now.retryMs - nowMs + 999))}`;
  if (now.state === 'lost') {
    const last =
      receivedMs === null ? '' : `  last data ${timeOfDay(receivedMs)} (${age(nowMs - receivedMs)} ago)`;
    return bar(`TUI lost core; bot state UNKNOWN${last}  ${retry}`, width);
  }
  if (now.mismatch !== null) {
    return bar(`The bot runs botrc ${now.mismatch} with another protocol: this viewer only reads`, width);
  }
  if (view?.tape && view.tape.difference !== null) {
    return bar(
      `Not as recorded since seq ${view.tape.difference}: this is what the code would do now`,
      width,
    );
  }
  if (view !== null && !view.exchange.connected) {
    return bar(`Exchange ${view.exchange.name} is down: ${view.exchange.reason ?? 'connecting'}`, width);
  }
  return view === null ? null : waitingLine(state, view, width);
}

/** E-7: a signal that waits for the operator is seen from every screen. */
function waitingLine(state: TuiState, view: BotView, width: number): Line | null {
  const waiting = view.signals.held.filter(({ stage }) => stage === 'confirm');
  const [first] = waiting;
  if (first === undefined) return null;
  const left = age(first.expiresMs - botNowMs(state, view));
  const what = `${first.side.toUpperCase()} ${quantity(first.quantity)} ${first.instrument}, ${left} left`;
  const more = waiting.length > 1 ? `, ${waiting.length - 1} more` : '';
  const how = onlyReads(state) ? '' : '  c decides';
  return clipLine(
    [{ text: ` Waits for a word: ${what}${more}${how} `, tone: 'accent', inverse: true }],
    width,
  );
}

function bar(text: string, width: number): Line {
  return clipLine([{ text: ` ${text} `, tone: 'bad', inverse: true }], width);
}
