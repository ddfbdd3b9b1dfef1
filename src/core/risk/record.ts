import type { Ms } from '../../sdk/index.ts';

/** What the risk rules put on record beside their verdicts. Cash as the integer text of the account currency. */
export type RiskRecord =
  /** The highest equity so far, now that equity has fallen from it. */
  | { readonly kind: 'peak'; readonly equity: string }
  /** The first event of a risk day past the drawdown limit: the `days`th day in a row. */
  | { readonly kind: 'drawdown'; readonly day: string; readonly days: number; readonly reason: string }
  /** no entries until then. */
  | { readonly kind: 'cooldown'; readonly rule: string; readonly untilMs: Ms; readonly reason: string }
  /** low expectancy was told on this day. */
  | { readonly kind: 'expectancy'; readonly day: string; readonly reason: string }
  /** M-6: a switch of mode. */
  | {
      readonly kind: 'mode';
      readonly mode: 'reduce-only' | 'normal';
      /** 0 for `normal`. */
      readonly untilMs: Ms;
      readonly reason: string;
    };
