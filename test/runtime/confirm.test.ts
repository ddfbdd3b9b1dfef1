import { afterEach, describe, expect, it } from 'vitest';
import { startTapeBot, type TapeBot } from './tape-bot.ts';

let tape: TapeBot | undefined;

afterEach(async () => {
  await tape?.stop();
  tape = undefined;
});

/** A bot in manual mode, run until a signal waits, and that signal; its market runs 60 times as fast as the clock. */
async function waiting() {
  const bot = await startTapeBot('demo', [
    'host=inline',
    'execution.manual=true',
    'execution.holdSeconds=600',
  ]);
  tape = bot;
  for (let i = 0; i < 600 && bot.session.parts.facts.held.size === 0; i++) await bot.run(250);
  const [held] = [...bot.session.parts.facts.held.values()];
  if (!held) throw new Error('no signal came');
  return { bot, held };
}

/** The answer to a call, while time goes on. */
async function during<T>(bot: TapeBot, call: Promise<T>): Promise<T> {
  let over = false;
  const end = (): void => {
    over = true;
  };
  call.then(end, end);
  while (!over) {
    await new Promise((resolve) => setImmediate(resolve));
    await bot.run(20);
  }
  return call;
}

describe('a running bot in manual mode (E-7)', () => {
  it('shows a signal that waits, with its levels, size and time, and sends it on a word', async () => {
    const { bot, held } = await waiting();
    const { handle } = bot.bot;
    await during(bot, bot.session.publisher.now());
    const { signals } = handle.view();
    expect(signals.held).toMatchObject([
      { id: held.id, stage: 'confirm', strategy: held.owner, expiresMs: held.expiresMs, riskR: 1 },
    ]);
    expect(bot.session.parts.facts.counters.ordersSubmitted).toBe(0);
    expect(await during(bot, handle.call('confirm', { id: held.id }))).toMatchObject({ sent: true });
    expect(bot.session.parts.facts.counters.ordersSubmitted).toBeGreaterThan(0);
  }, 60_000);

  it('drops one that is declined, and knows none of that name any more', async () => {
    const { bot, held } = await waiting();
    const { handle } = bot.bot;
    await during(bot, handle.call('decline', { id: held.id, reason: 'not today' }));
    expect(bot.session.parts.facts.refusals.get('declined')).toBe(1);
    await expect(during(bot, handle.call('confirm', { id: held.id }))).rejects.toMatchObject({
      code: 'BOTRC_REFUSED_SIGNAL',
    });
  }, 60_000);
});
