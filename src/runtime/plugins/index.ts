/** Plugins: found, verified, loaded, described. */
export * from './check-options.ts';
export * from './code-hash.ts';
export type { PluginDescription, StrategyPlan } from './description.ts';
export * from './inspector.ts';
export * from './installed.ts';
export * from './known-keys.ts';
export * from './load.ts';
export { entryOf } from './manifest.ts';
export * from './package-root.ts';
export * from './resolve.ts';
export * from './resolved.ts';
export * from './sdk-hook.ts';
export { type PluginKinds, verifyPlugin } from './verify.ts';
