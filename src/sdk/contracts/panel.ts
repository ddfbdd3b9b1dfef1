import type { Ms } from '../values/time.ts';
import type { PluginMeta } from './plugin.ts';
import type { Schema, SchemaOutput } from './schema.ts';
import type {
  AccountRow,
  FillRow,
  MarketRow,
  OrderRow,
  PositionRow,
  RiskRow,
  SignalsRow,
  StrategyRow,
} from './view.ts';

/** The parts of the bot's public view that a panel can ask for. */
export interface PanelSlices {
  readonly account: AccountRow;
  readonly positions: readonly PositionRow[];
  /** Not final, oldest first. */
  readonly orders: readonly OrderRow[];
  readonly risk: RiskRow;
  readonly strategies: readonly StrategyRow[];
  readonly signals: SignalsRow;
  readonly market: readonly MarketRow[];
  /** Newest last, at most 50. */
  readonly fills: readonly FillRow[];
  /** [ms, equity as a float], newest last, at most 240 points at even steps. */
  readonly equity: readonly (readonly [Ms, number])[];
}
export type PanelSlice = keyof PanelSlices;

/** What a panel is drawn from: the bot's own now, and the slices that it named; a copy of its own. */
export type PanelView<K extends PanelSlice = PanelSlice> = { readonly nowMs: Ms } & Pick<PanelSlices, K>;

/** What a piece of text means; how that looks is up to who shows it. `up` and `down` are gains and losses. */
export type PanelTone = 'good' | 'bad' | 'warn' | 'accent' | 'dim' | 'up' | 'down';

export type PanelCell = string | { readonly text: string; readonly tone?: PanelTone };

/** A paragraph; a table, whose last columns go first where it is narrow; bars, each a share of the whole. */
export type PanelBlock =
  | { readonly type: 'text'; readonly text: string; readonly tone?: PanelTone }
  | {
      readonly type: 'rows';
      readonly columns: readonly { readonly title: string; readonly align?: 'left' | 'right' }[];
      /** As many cells each as there are columns. */
      readonly rows: readonly (readonly PanelCell[])[];
    }
  | {
      readonly type: 'bars';
      readonly bars: readonly {
        readonly label: string;
        /** 0 to 1; what is beyond is drawn full. */
        readonly fraction: number;
        /** Beside the bar. */
        readonly value: string;
        readonly tone?: PanelTone;
      }[];
    };

/** What a panel says. It knows no widths and no colors: who shows it lays it out, and clips it to its box. */
export interface PanelContent {
  /** Beside the title, at most 40 characters. */
  readonly note?: string;
  /** From top to bottom. */
  readonly blocks: readonly PanelBlock[];
}

/** The most that is taken: of blocks, of rows or bars of a block, of columns, of characters of a text. */
export const PANEL_LIMITS = { blocks: 20, rows: 100, columns: 12, text: 200, note: 40, title: 24 } as const;
/** Draws a second, at most. */
export const PANEL_MOST_HZ = 4;

/**
 * A panel of one's own: pure and synchronous, equal views give equal content; no state, clock, randomness, network or
 * file. It is asked in a thread beside the bot, when one of its slices has changed; viewers and `bot status --json` get
 * what it said. One that throws, says what is no content, or takes longer than 5 ms on average is switched off by name.
 */
export interface PanelPlugin<S extends Schema = Schema, K extends PanelSlice = PanelSlice>
  extends PluginMeta {
  readonly kind: 'panel';
  readonly options: S;
  /** At most 24 characters. */
  readonly title: string;
  /** What it looks at: at least one. */
  readonly slices: readonly K[];
  /** Draws a second, at most: above 0, to 4. @default 1 */
  readonly maxHz?: number;
  render(view: PanelView<K>, options: SchemaOutput<S>): PanelContent;
}

export interface PanelDefinition<S extends Schema, K extends PanelSlice>
  extends Omit<PanelPlugin<S, K>, 'kind' | 'sdk' | 'permissions'> {
  readonly sdk?: string;
}

/** A panel package's default export. `sdk` defaults to `^1`. */
export function definePanel<S extends Schema, K extends PanelSlice>(
  definition: PanelDefinition<S, K>,
): PanelPlugin<S, K> {
  return { sdk: '^1', ...definition, kind: 'panel', permissions: {} };
}
