import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { BotrcError } from '@botrc/sdk';
import type { CcxtClass } from './client.ts';

const require = createRequire(import.meta.url);

/**
 * The class of one exchange alone, the streaming one where there is one. ccxt's own entry loads every exchange, which
 * takes three times as long and three times the memory; its package names no deeper entry, so the file is found beside
 * the one that it names, and the version is pinned. Required, not imported: capabilities are asked for before anything
 * can be waited for.
 * @throws BOTRC_CCXT_EXCHANGE where this ccxt knows no such exchange, BOTRC_CCXT_MISSING where ccxt is not installed
 */
export function loadClass(id: string): CcxtClass {
  const source = join(ccxtRoot(), 'js', 'src');
  const file = [join(source, 'pro', `${id}.js`), join(source, `${id}.js`)].find((path) => existsSync(path));
  if (file === undefined || !/^[a-z0-9]+$/.test(id))
    throw new BotrcError('BOTRC_CCXT_EXCHANGE', `ccxt knows no exchange "${id}"`, {
      where: 'exchange.options.id',
      mend: 'Write it as ccxt does, all in lower case, such as okx or binanceusdm.',
    });
  return (require(file) as { default: CcxtClass }).default;
}

function ccxtRoot(): string {
  try {
    // `…/ccxt/dist/ccxt.cjs`: resolved, not loaded.
    return dirname(dirname(require.resolve('ccxt')));
  } catch (error) {
    throw new BotrcError(
      'BOTRC_CCXT_MISSING',
      'ccxt is not installed',
      { mend: 'Install it beside the plugin: npm install ccxt@4.5.84.' },
      error,
    );
  }
}
