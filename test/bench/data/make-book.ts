/**
 * Stands in where the reference's generator is absent: `make-book.ts OUT ROWS`, a snapshot and seeded deltas of 50
 * levels a side in Bybit's compact form. Prices stay, sizes change, mostly near the top; sometimes a level empties.
 */
import { closeSync, openSync, writeSync } from 'node:fs';
import { nextFloat, nextUint, type Random, seedRandom } from '../../../src/sdk/index.ts';

const LEVELS = 50;
const MOST_CHANGES = 8;
const [out = '', rows = ''] = process.argv.slice(2);
const random: Random = seedRandom('bench book');
const file = openSync(out, 'w');
let text = message('snapshot', 0, side('bid', LEVELS), side('ask', LEVELS));
for (let i = 1; i <= Number(rows); i++) {
  const bids = nextUint(random) % (1 + MOST_CHANGES);
  text += message('delta', i, changes('bid', bids), changes('ask', MOST_CHANGES - bids));
  if (text.length < 1 << 20) continue;
  writeSync(file, text);
  text = '';
}
writeSync(file, text);
closeSync(file);

function side(of: 'bid' | 'ask', count: number): string[] {
  return Array.from({ length: count }, (_, level) => pair(of, level, 1 + (nextUint(random) % 5000)));
}

function changes(of: 'bid' | 'ask', count: number): string[] {
  return Array.from({ length: count }, () => {
    const level = Math.min(LEVELS - 1, Math.floor(-8 * Math.log(1 - nextFloat(random))));
    return pair(of, level, nextFloat(random) < 0.1 ? 0 : 1 + (nextUint(random) % 5000));
  });
}

/** Levels are a tick of 0.10 apart. */
function pair(of: 'bid' | 'ask', level: number, size: number): string {
  const ticks = of === 'bid' ? 650_000 - level : 650_001 + level;
  return `["${(ticks / 10).toFixed(2)}","${size === 0 ? '0' : (size / 1000).toFixed(3)}"]`;
}

function message(type: string, i: number, bids: readonly string[], asks: readonly string[]): string {
  const ts = 1_700_000_000_000 + i * 20;
  const data = `{"s":"BTCUSDT","b":[${bids.join()}],"a":[${asks.join()}],"u":${1000 + i},"seq":${5000 + i}}`;
  return `{"topic":"orderbook.50.BTCUSDT","type":"${type}","ts":${ts},"data":${data},"cts":${ts - 3}}\n`;
}
