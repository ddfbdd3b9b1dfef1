import { describe, expect, it } from 'vitest';
import { startTapeBot } from './tape-bot.ts';

const PARAMS = { positions: 'keep', dryRun: false } as const;

describe('a switch of the profile', () => {
  it('is refused while another is under way, which then stands', async () => {
    const tape = await startTapeBot('demo', ['host=inline']);
    await tape.run(5_000);
    const call = (profile: string) => tape.bot.handle.call('switch', { profile, ...PARAMS });
    const [first, second] = await Promise.allSettled([call('demo'), call('demo')]);
    expect(first).toMatchObject({ status: 'fulfilled', value: { switched: true } });
    expect(second).toMatchObject({ status: 'rejected', reason: { code: 'BOTRC_REFUSED_SWITCH' } });
    await expect(call('demo')).resolves.toMatchObject({ switched: true });
    await tape.stop();
  }, 60_000);
});
