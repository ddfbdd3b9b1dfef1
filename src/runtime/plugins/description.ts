import type {
  PanelView,
  Permissions,
  PlainError,
  PluginKind,
  StrategyEnvironment,
  Subscription,
  Warmup,
} from '../../sdk/index.ts';
import type { OptionIssue } from './check-options.ts';
import type { Finding } from './check-strategy.ts';
import type { PanelDrawing, PanelPlan } from './draw-panel.ts';
import type { JsonSchema } from './known-keys.ts';
import type { ResolvedPlugin } from './resolved.ts';

/** What a plugin says of itself, as plain data. */
export interface PluginDescription {
  readonly meta: {
    readonly kind: PluginKind;
    readonly name: string;
    readonly version: string;
    /** Semver range of the SDK. */
    readonly sdk: string;
  };
  readonly permissions: Permissions;
  /** Of its options or params as a profile writes them. */
  readonly optionsJsonSchema: JsonSchema;
}

/** What a strategy wants under given parameters. */
export interface StrategyPlan {
  readonly version: string;
  readonly subscriptions: readonly Subscription[];
  readonly warmup: Warmup;
}

/** What can be asked of the describing thread. */
export interface Questions {
  describe: { readonly plugin: ResolvedPlugin; readonly answer: PluginDescription };
  options: {
    readonly plugin: ResolvedPlugin;
    readonly options: unknown;
    readonly answer: readonly OptionIssue[];
  };
  plan: {
    readonly plugin: ResolvedPlugin<'strategy'>;
    readonly params: unknown;
    readonly environment: StrategyEnvironment;
    readonly answer: StrategyPlan;
  };
  panel: { readonly plugin: ResolvedPlugin<'panel'>; readonly answer: PanelPlan };
  draw: {
    readonly plugin: ResolvedPlugin<'panel'>;
    readonly options: unknown;
    readonly view: PanelView;
    readonly answer: PanelDrawing;
  };
  check: {
    readonly plugin: ResolvedPlugin<'strategy'>;
    readonly params: unknown;
    readonly answer: readonly Finding[];
  };
}
export type QuestionName = keyof Questions;

/** One question at a time; the answer comes before the next is sent. */
export type Question = {
  [N in QuestionName]: { readonly ask: N } & Omit<Questions[N], 'answer'>;
}[QuestionName];
export type Answer =
  | { readonly ok: true; readonly answer: Questions[QuestionName]['answer'] }
  | { readonly ok: false; readonly error: PlainError };
