import type { KnownBot } from './bots.ts';

/** Writes the kill latch of a bot, durably. One that is there already keeps its reason. */
export async function latchByFile(bot: KnownBot, reason: string): Promise<void> {
  const [{ createKillLatch }, { systemClock }] = await Promise.all([
    import('../runtime/effects/latch.ts'),
    import('../runtime/clock/system-clock.ts'),
  ]);
  const latch = createKillLatch(bot.folder);
  if (latch.isSet()) return;
  try {
    latch.set(reason, systemClock().now());
  } catch (error) {
    // The bot may have written it in the same moment.
    if (!latch.isSet()) throw error;
  }
}
