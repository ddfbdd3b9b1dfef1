import fuzzysort from 'fuzzysort';
import type { Ms } from '../../sdk/index.ts';
import { type Line, padText } from '../format/line.ts';
import type { Key } from '../input/key.ts';
import { type Entry, paletteEntries } from '../palette-entries.ts';
import type { TuiState } from '../state.ts';
import type { DialogView, Step } from './index.ts';
import { typeKey } from './typed.ts';

/** Anything by its name. It only leads there: what moves money has a dialog of its own. */
export interface PaletteDialog {
  readonly kind: 'palette';
  readonly openedMs: Ms;
  readonly typed: string;
  readonly cursor: number;
}

const SHOWN = 10;

export function openPalette(state: TuiState): PaletteDialog {
  return { kind: 'palette', openedMs: state.nowMs, typed: '', cursor: 0 };
}

/** Best match first; with nothing typed, what was chosen last. */
export function paletteMatches({ typed }: Pick<PaletteDialog, 'typed'>, state: TuiState): readonly Entry[] {
  const entries = paletteEntries(state);
  if (typed.trim() !== '')
    return fuzzysort.go(typed, entries, { key: 'text', threshold: 0 }).map(({ obj }) => obj);
  const recent = state.recent.flatMap((id) => entries.find((entry) => entry.id === id) ?? []);
  return [...recent, ...entries.filter((entry) => !recent.includes(entry))];
}

export function paletteKey(dialog: PaletteDialog, key: Key, state: TuiState): Step {
  const matches = paletteMatches(dialog, state);
  const last = Math.max(0, matches.length - 1);
  switch (key.name) {
    case 'up':
    case 'down':
      return {
        dialog: {
          ...dialog,
          cursor: Math.min(last, Math.max(0, dialog.cursor + (key.name === 'up' ? -1 : 1))),
        },
      };
    case 'enter': {
      const chosen = matches[dialog.cursor];
      if (chosen === undefined || chosen.disabled !== undefined) return { dialog };
      return { dialog: null, chosen };
    }
    default:
      return { dialog: { ...dialog, typed: typeKey(dialog.typed, key), cursor: 0 } };
  }
}

export function paletteView(dialog: PaletteDialog, state: TuiState, width: number): DialogView {
  const matches = paletteMatches(dialog, state);
  const top = Math.max(0, dialog.cursor - SHOWN + 1);
  const lines = matches
    .slice(top, top + SHOWN)
    .map((entry, i) => row(entry, top + i === dialog.cursor, width));
  if (lines.length === 0) lines.push([{ text: 'Nothing has that name', tone: 'dim' }]);
  return {
    title: 'Go to',
    // Always as tall, so that it does not jump while a name is typed.
    lines: [...lines, ...Array<Line>(SHOWN - lines.length).fill([])],
    prompt: dialog.typed,
    keys: '↑↓ choose   Enter go   Esc close',
  };
}

function row({ text, note, disabled }: Entry, chosen: boolean, width: number): Line {
  const end = disabled ?? note;
  const name = padText(`${chosen ? '▸' : ' '} ${text}`, Math.max(0, width - end.length - 1));
  return [
    { text: name, bold: chosen, ...(disabled !== undefined && { tone: 'dim' as const }) },
    { text: ` ${end}`, tone: 'dim' },
  ];
}
