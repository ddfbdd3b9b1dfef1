/** @botrc/sdk/testkit: what a plugin's own tests need. */
export * from './bench.ts';
export * from './clock.ts';
export * from './exchange-suite.ts';
export * from './notifier-suite.ts';
export * from './panel-suite.ts';
export * from './panel-views.ts';
export * from './risk-rule-suite.ts';
export type { StrategyHarness } from './strategy-play.ts';
export * from './strategy-suite.ts';
export * from './suite.ts';
export * from './synthetic.ts';
export * from './tape.ts';
