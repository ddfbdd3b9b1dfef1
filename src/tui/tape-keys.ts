import type { Binding } from './keymap.ts';

/** What moves a replay (`bot replay --speed`). None of it touches money. */
export const TAPE_KEYS: readonly Binding[] = [
  {
    name: 'play',
    scope: 'tape',
    keys: [' '],
    action: { type: 'tape', to: 'toggle' },
    hint: 'pause',
    help: 'pause the tape, and play on',
  },
  {
    name: 'step',
    scope: 'tape',
    keys: ['.'],
    action: { type: 'tape', to: 'event' },
    hint: 'step',
    help: 'the next event alone',
  },
  {
    name: 'next-decision',
    scope: 'tape',
    keys: ['n'],
    action: { type: 'tape', to: 'decision' },
    hint: 'decision',
    help: 'on to the next event that led to something, and stop there',
  },
  {
    name: 'faster',
    scope: 'tape',
    keys: ['+', '='],
    shown: '+',
    action: { type: 'tape', to: 'faster' },
    hint: 'faster',
    help: 'faster',
  },
  {
    name: 'slower',
    scope: 'tape',
    keys: ['-'],
    action: { type: 'tape', to: 'slower' },
    help: 'slower',
  },
  {
    name: 'jump',
    scope: 'tape',
    keys: ['o'],
    action: { type: 'jump' },
    hint: 'jump',
    help: 'jump to an order, a seq or a moment; back as well',
  },
];
