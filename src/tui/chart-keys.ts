import type { Binding } from './keymap.ts';

/** What charts and the book show, and of which instrument. */
export const CHART_KEYS: readonly Binding[] = [
  {
    name: 'narrower',
    scope: 'anywhere',
    keys: ['['],
    action: { type: 'range', by: -1 },
    help: 'less of a chart, fewer levels of the book',
  },
  {
    name: 'wider',
    scope: 'anywhere',
    keys: [']'],
    action: { type: 'range', by: 1 },
    help: 'more of a chart, more levels of the book',
  },
  {
    name: 'previous-instrument',
    scope: 'market',
    keys: ['left', 'h'],
    action: { type: 'instrument', by: -1 },
    help: 'the instrument before',
  },
  {
    name: 'next-instrument',
    scope: 'market',
    keys: ['right', 'l'],
    action: { type: 'instrument', by: 1 },
    hint: 'instrument',
    help: 'the next instrument',
  },
];
