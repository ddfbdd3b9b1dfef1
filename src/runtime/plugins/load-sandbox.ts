import { pathToFileURL } from 'node:url';
import { BotrcError, plainText } from '../../sdk/index.ts';
import { entryOf, readManifest } from './manifest.ts';
import type { ResolvedPlugin } from './resolved.ts';
import { registerSdkHook } from './sdk-hook.ts';

/** What a sandbox plays. */
export type SandboxSource =
  | { readonly kind: 'recording' | 'candles'; readonly file: string }
  | { readonly kind: 'synthetic'; readonly seed: string };

export interface SandboxOptions {
  /** 0 takes a free one. */
  readonly port: number;
  readonly host?: string;
  readonly source: SandboxSource;
  /** Venue seconds per wall second. */
  readonly speed?: number;
  /** Instruments besides those of the source. */
  readonly symbols?: readonly string[];
  /** A script of what goes wrong, in the form that the sandbox documents. */
  readonly faultsFile?: string;
  /** Told what happens, one line each. */
  readonly log?: (line: string) => void;
}

/** What an exchange package may export as `./sandbox`: a local stand-in for its venue. */
export interface SandboxModule {
  startSandbox(options: SandboxOptions): Promise<{ readonly baseUrl: string; close(): Promise<void> }>;
}

/** @throws BOTRC_PLUGIN_NO_SANDBOX where the package has none, BOTRC_PLUGIN_IMPORT */
export async function loadSandbox(plugin: ResolvedPlugin<'exchange'>): Promise<SandboxModule> {
  const entry = entryOf(plugin.path, readManifest(plugin.path), './sandbox');
  if (entry === undefined) {
    throw new BotrcError('BOTRC_PLUGIN_NO_SANDBOX', `the exchange "${plugin.name}" has no sandbox`, {
      where: plugin.path,
      mend: 'Its package would export it as "./sandbox". The exchange bybit has one; demo needs none.',
    });
  }
  registerSdkHook();
  let module: Partial<SandboxModule>;
  try {
    module = await import(/* @vite-ignore */ pathToFileURL(entry).href);
  } catch (error) {
    throw new BotrcError(
      'BOTRC_PLUGIN_IMPORT',
      `the sandbox of "${plugin.name}" cannot be imported: ${plainText(String(error), 300)}`,
      { where: entry, mend: 'Install or build the package again.' },
      error,
    );
  }
  const { startSandbox } = module;
  if (typeof startSandbox === 'function') return { startSandbox };
  throw new BotrcError('BOTRC_PLUGIN_NO_SANDBOX', `the sandbox of "${plugin.name}" exports no startSandbox`, {
    where: entry,
    mend: 'Report it to its author.',
  });
}
