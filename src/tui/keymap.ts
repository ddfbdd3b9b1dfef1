import { CHART_KEYS } from './chart-keys.ts';
import type { PanelId } from './panels/panel.ts';
import { SCREENS, type ScreenId } from './screens.ts';
import type { TapeMotion } from './tape.ts';
import { TAPE_KEYS } from './tape-keys.ts';

/** What keys do, as data: dispatch, the footer's hints, the help and the documentation come from this one table. */

export type Action =
  | { readonly type: 'screen' }
  | { readonly type: 'focus'; readonly by: 1 | -1 }
  | { readonly type: 'scroll'; readonly by: 'row' | 'page'; readonly times: 1 | -1 }
  | { readonly type: 'scroll-to'; readonly end: 'first' | 'last' }
  | { readonly type: 'instrument'; readonly by: 1 | -1 }
  | { readonly type: 'choose-profile' | 'explain' | 'decide' | 'waiting' | 'detail' }
  | { readonly type: 'go'; readonly screen: ScreenId; readonly instrument?: string; readonly panel?: PanelId }
  | { readonly type: 'switch'; readonly profile: string }
  | { readonly type: 'range'; readonly by: 1 | -1 }
  | { readonly type: 'tape'; readonly to: TapeMotion }
  /** On a replay; without a place it asks for one. */
  | { readonly type: 'jump'; readonly to?: string }
  | { readonly type: 'help' | 'palette' | 'filter' | 'sort' | 'zoom' | 'freeze' }
  | { readonly type: 'repaint' | 'entries' | 'kill' | 'detach' | 'back' };

/** Where a binding is alive: everywhere, on one screen, or while one panel has the focus. */
export type Scope = 'tape' | 'plugins' | 'anywhere' | 'market' | 'profiles' | 'list' | 'signals' | 'details';

/** Those of these that there are are alive on every screen. */
export const EVERYWHERE: ReadonlySet<Scope> = new Set(['anywhere', 'tape', 'plugins']);

export const SCOPES: readonly { readonly scope: Scope; readonly title: string }[] = [
  { scope: 'tape', title: 'On a replay' },
  { scope: 'anywhere', title: 'Everywhere' },
  { scope: 'plugins', title: 'Where the profile names panels of plugins' },
  { scope: 'market', title: 'On the Market screen' },
  { scope: 'profiles', title: 'On the list of profiles' },
  { scope: 'list', title: 'On positions, orders and fills' },
  { scope: 'signals', title: 'On waiting signals' },
  { scope: 'details', title: 'On risk rules and strategies' },
];

export interface Binding {
  /** What a configuration names it by. */
  readonly name: string;
  readonly scope: Scope;
  readonly keys: readonly string[];
  /** For people, where the names of the keys would be too many. */
  readonly shown?: string;
  readonly action: Action;
  /** A word for the footer; without it only the help has it. */
  readonly hint?: string;
  readonly help: string;
  /** Asks something of the bot: hidden where that is not possible. */
  readonly acts?: true;
  /** What it is called on a replay, where that is another thing. */
  readonly onTape?: { readonly hint: string; readonly help: string };
  /** Also while a dialog is open. */
  readonly always?: true;
}

export const KEYMAP: readonly Binding[] = [
  ...TAPE_KEYS,
  {
    name: 'screens',
    scope: 'anywhere',
    keys: SCREENS.map((_, i) => String(i + 1)),
    shown: '1-7',
    action: { type: 'screen' },
    hint: 'screens',
    help: 'Overview, Positions, Orders, Market, Risk, Logs, System',
  },
  {
    name: 'next-panel',
    scope: 'anywhere',
    keys: ['tab'],
    action: { type: 'focus', by: 1 },
    hint: 'panel',
    help: 'the next panel',
  },
  {
    name: 'previous-panel',
    scope: 'anywhere',
    keys: ['shift-tab'],
    action: { type: 'focus', by: -1 },
    help: 'the panel before',
  },
  {
    name: 'up',
    scope: 'anywhere',
    keys: ['up', 'k'],
    action: { type: 'scroll', by: 'row', times: -1 },
    help: 'up a row',
  },
  {
    name: 'down',
    scope: 'anywhere',
    keys: ['down', 'j'],
    action: { type: 'scroll', by: 'row', times: 1 },
    help: 'down a row',
  },
  {
    name: 'page-up',
    scope: 'anywhere',
    keys: ['pageup'],
    action: { type: 'scroll', by: 'page', times: -1 },
    help: 'up a page',
  },
  {
    name: 'page-down',
    scope: 'anywhere',
    keys: ['pagedown'],
    action: { type: 'scroll', by: 'page', times: 1 },
    help: 'down a page',
  },
  {
    name: 'first',
    scope: 'anywhere',
    keys: ['g', 'home'],
    action: { type: 'scroll-to', end: 'first' },
    help: 'the first row',
  },
  {
    name: 'last',
    scope: 'anywhere',
    keys: ['end'],
    action: { type: 'scroll-to', end: 'last' },
    help: 'the last row; logs follow again',
  },
  {
    name: 'panels',
    scope: 'plugins',
    keys: ['8'],
    action: { type: 'go', screen: 'panels' },
    help: 'Panels: those of plugins',
  },
  ...CHART_KEYS,
  {
    name: 'switch-profile',
    scope: 'profiles',
    keys: ['enter'],
    action: { type: 'choose-profile' },
    hint: 'switch',
    help: 'what a switch to this profile would change; asks before it does',
    acts: true,
  },
  {
    name: 'explain',
    scope: 'list',
    keys: ['enter'],
    action: { type: 'explain' },
    hint: 'explain',
    help: 'how the chosen row came about: market, signal, risk rules, order, fills',
  },
  {
    name: 'look',
    scope: 'signals',
    keys: ['enter'],
    action: { type: 'waiting' },
    hint: 'look',
    help: 'the chosen signal with its levels, timer and size; asks before it is sent or declined',
  },
  {
    name: 'detail',
    scope: 'details',
    keys: ['enter'],
    action: { type: 'detail' },
    hint: 'detail',
    help: 'the chosen rule over time, or the strategy with its parameters and what became of its signals',
  },
  {
    name: 'decide',
    scope: 'anywhere',
    keys: ['c'],
    action: { type: 'decide' },
    help: 'the oldest signal that waits for your word; asks before it is sent or declined',
    acts: true,
  },
  {
    name: 'pause',
    scope: 'anywhere',
    keys: ['p'],
    action: { type: 'entries' },
    hint: 'pause',
    help: 'pause or resume new entries; asks before it does',
    acts: true,
  },
  {
    name: 'kill',
    scope: 'anywhere',
    keys: ['ctrl-k'],
    action: { type: 'kill' },
    hint: 'kill',
    help: 'the kill dialog: pause, cancel all, flatten',
    acts: true,
    always: true,
  },
  {
    name: 'zoom',
    scope: 'anywhere',
    keys: ['z'],
    action: { type: 'zoom' },
    hint: 'zoom',
    help: 'this panel alone, and back',
  },
  {
    name: 'filter',
    scope: 'anywhere',
    keys: ['/'],
    action: { type: 'filter' },
    hint: 'filter',
    help: 'only the rows of this panel that contain a text',
  },
  {
    name: 'sort',
    scope: 'anywhere',
    keys: ['s'],
    action: { type: 'sort' },
    help: 'sort the rows of this panel by a column',
  },
  {
    name: 'palette',
    scope: 'anywhere',
    keys: [':'],
    action: { type: 'palette' },
    hint: 'go to',
    help: 'go to a screen, an instrument, a profile or a command by its name',
  },
  {
    name: 'freeze',
    scope: 'anywhere',
    keys: ['f'],
    action: { type: 'freeze' },
    help: 'hold the display still, and go on',
  },
  {
    name: 'repaint',
    scope: 'anywhere',
    keys: ['r'],
    action: { type: 'repaint' },
    help: 'draw the whole screen again',
  },
  {
    name: 'back',
    scope: 'anywhere',
    keys: ['esc'],
    action: { type: 'back' },
    help: 'close a dialog, show all rows again, leave zoom',
    always: true,
  },
  {
    name: 'help',
    scope: 'anywhere',
    keys: ['?'],
    action: { type: 'help' },
    hint: 'help',
    help: 'these keys',
  },
  {
    name: 'detach',
    scope: 'anywhere',
    keys: ['q'],
    action: { type: 'detach' },
    hint: 'detach',
    help: 'leave; the bot goes on',
    onTape: { hint: 'end', help: 'end the replay, and say what came of it' },
  },
  {
    name: 'leave',
    scope: 'anywhere',
    keys: ['ctrl-c'],
    action: { type: 'detach' },
    help: 'the same, from dialogs too',
    always: true,
  },
];
