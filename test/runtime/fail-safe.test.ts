import { afterEach, describe, expect, it } from 'vitest';
import { recorded, startTapeBot, type TapeBot } from './tape-bot.ts';

const ON = ['host=inline', 'risk.failSafe.cooldownMinutes=30'];

let tape: TapeBot;
afterEach(() => tape.stop());

const mode = (): string | undefined => tape.session.parts.facts.risk.failSafe?.reason;

/** Runs until something has been sent and answered. */
async function untilSubmitted(): Promise<void> {
  const { counters } = tape.session.parts.facts;
  for (let i = 0; i < 60 && counters.ordersSubmitted === 0; i++) await tape.run(1_000);
  expect(counters.ordersSubmitted).toBeGreaterThan(0);
}

describe('critical alerts of the runtime (M-6)', () => {
  it('an order that the executor stops switches to reduce-only', async () => {
    tape = await startTapeBot('demo', [...ON, 'envelope.orderNotional="1"']);
    await untilSubmitted();
    expect(mode()).toMatch(/order stopped by the executor$/);
    const { counters } = tape.session.parts.facts;
    const before = counters.ordersSubmitted;
    await tape.run(10_000);
    expect(counters.ordersSubmitted).toBe(before);
    await tape.stop();
    const { run } = tape.session.parts;
    const { journal } = recorded(tape.folder, run);
    const commands = [...journal.replay(run)].flatMap((e) => (e.type === 'command' ? [e.command.kind] : []));
    journal.close();
    expect(commands).toContain('fail-safe');
  }, 60_000);

  it('a restart after a death, told before the run has begun, does so from its first event', async () => {
    tape = await startTapeBot('demo', ON, undefined, { restarted: 1 });
    expect(mode()).toBe('tape was restarted');
    await tape.run(5_000);
    expect(tape.session.parts.facts.counters.ordersSubmitted).toBe(0);
  }, 60_000);

  it('a start without one is normal', async () => {
    tape = await startTapeBot('demo', ON);
    await untilSubmitted();
    expect(mode()).toBeUndefined();
  }, 60_000);
});
