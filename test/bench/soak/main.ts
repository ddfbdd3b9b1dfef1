/**
 * `npm run soak [-- --hours H] [-- --speed S]`: lets a busy bot live through H hours of market time at S times the
 * speed of the clock, and prints how its memory goes. What each line means: docs/bench.md.
 */

import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { inFreshHome } from '../bot.ts';
import { SoakedBot } from './soaked-bot.ts';
import { type Sample, type Trend, trendOf } from './trend.ts';

/** What compiles, and what the caches of a young bot take, is over by then. Wall ms. */
const WARM_UP_MS = 60_000;
const SAMPLE_MS = 2_000;
/** Collections over the whole run, beside the one at its beginning: each makes the process smaller for a while. */
const COLLECTIONS = 10;
const MIB = 2 ** 20;

const { values } = parseArgs({
  options: { hours: { type: 'string', default: '2' }, speed: { type: 'string', default: '60' } },
});
const speed = Number(values.speed);
const wallMs = (Number(values.hours) * 3_600_000) / speed;
if (!(wallMs > 0)) throw new Error('--hours and --speed are numbers above 0');

await inFreshHome(async (home) => {
  const bot = new SoakedBot(home, speed);
  await sleep(WARM_UP_MS);
  const resident: Sample[] = [];
  const live: Sample[] = [{ ms: 0, bytes: await bot.live() }];
  const begun = performance.now();
  const now = (): number => performance.now() - begun;
  while (now() < wallMs) {
    await sleep(Math.min(SAMPLE_MS, wallMs - now()));
    const bytes = bot.resident();
    resident.push({ ms: now() * speed, bytes });
    if (now() < (live.length * wallMs) / COLLECTIONS) continue;
    live.push({ ms: now() * speed, bytes: await bot.live() });
    note(
      `${(now() / 60_000).toFixed(1)} min: ${mib(bytes)} MiB resident, ${mib(live.at(-1)?.bytes ?? 0)} MiB live`,
    );
  }
  const { state, counters } = await bot.stop();
  if (state !== 'stopped') throw new Error(`the bot is ${state}`);
  print('soak.market', Number(values.hours), 'h');
  print('soak.speed', speed, 'x');
  for (const [name, count] of Object.entries(counters)) print(`soak.${name}`, count, 'events');
  printTrend('soak.resident', trendOf(resident));
  printTrend('soak.live', trendOf(live));
});

function printTrend(name: string, { start, end, slope }: Trend): void {
  print(`${name}-start`, mib(start), 'MiB');
  print(`${name}-end`, mib(end), 'MiB');
  print(`${name}-slope`, Math.round(slope / 1024), 'KiB/h');
}

function mib(bytes: number): number {
  return Number((bytes / MIB).toFixed(2));
}

function print(name: string, value: number, unit: string): void {
  process.stdout.write(`${name} ${value} ${unit}\n`);
}

function note(text: string): void {
  process.stderr.write(`# ${text}\n`);
}
