/** Stands in where the reference's generator is absent: `make-bars.ts OUT ROWS`, a seeded random walk as CSV. */
import { closeSync, openSync, writeSync } from 'node:fs';
import { nextFloat, nextNormal, seedRandom } from '../../../src/sdk/index.ts';

const [out = '', rows = ''] = process.argv.slice(2);
const random = seedRandom('bench bars');
const file = openSync(out, 'w');
let text = 'timestamp,open,high,low,close,volume\n';
let price = 100;
for (let i = 0; i < Number(rows); i++) {
  const open = price * (1 + 0.000_05 * nextNormal(random));
  const close = open * Math.exp(0.000_5 * nextNormal(random));
  const high = Math.max(open, close) * (1 + 0.000_2 * Math.abs(nextNormal(random)));
  const low = Math.min(open, close) * (1 - 0.000_2 * Math.abs(nextNormal(random)));
  const prices = [open, high, low, close].map((p) => p.toFixed(4));
  text += `${1_672_531_200_000 + i * 60_000},${prices.join(',')},${(1 + 99 * nextFloat(random)).toFixed(3)}\n`;
  price = close;
  if (text.length > 1 << 20) {
    writeSync(file, text);
    text = '';
  }
}
writeSync(file, text);
closeSync(file);
