import type { BotView, LogRow } from '../../core/view/bot.ts';
import type { Line } from '../format/line.ts';
import type { TuiState } from '../state.ts';

/** `plugin/NAME`: a panel of a plugin. `panels` stands where there is none. */
export type PanelId = OwnPanelId | 'panels' | `plugin/${string}`;

export type OwnPanelId =
  | 'positions'
  | 'orders'
  | 'signals'
  | 'fills'
  | 'pnl'
  | 'risk'
  | 'calendar'
  | 'drawdown'
  | 'strategies'
  | 'logs'
  | 'chart'
  | 'book'
  | 'ticker'
  | 'bot'
  | 'tasks'
  | 'profiles';

/** What a panel is drawn from, and the room it has. */
export interface PanelInput {
  /** The frozen one while the display is frozen. */
  readonly view: BotView;
  readonly logs: readonly LogRow[];
  readonly state: TuiState;
  readonly width: number;
  readonly height: number;
  /** Charts draw differently; all other characters are replaced when painted. */
  readonly ascii: boolean;
}

export interface PanelContent {
  /** Stays when the rest scrolls. */
  readonly head?: readonly Line[];
  readonly body: readonly Line[];
  /** Starts at its last row instead of its first, and stays there as rows are added. */
  readonly follow?: boolean;
  /** Titles of the columns by which it can be sorted. */
  readonly sortable?: readonly string[];
  /** What Enter explains, for each row of the body: its rows can be chosen. */
  readonly ids?: readonly string[];
  /** A row of the body that has to be visible. */
  readonly cursor?: number;
  /** In place of the panel's own. */
  readonly title?: string;
  /** Beside the title. */
  readonly note?: string;
}

/** A pure function from what is known to rows of text. */
export interface Panel {
  readonly title: string;
  readonly present: (input: PanelInput) => PanelContent;
}
