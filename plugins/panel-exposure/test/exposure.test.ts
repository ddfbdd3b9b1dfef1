import type { PanelBlock, PanelView } from '@botrc/sdk';
import { panelSuite, panelViews } from '@botrc/sdk/testkit';
import { describe, expect, it } from 'vitest';
import exposure from '../src/index.ts';

describe('the panel exposure keeps to', () => {
  it.each(panelSuite.map((one) => [one.id, one.title, one] as const))('%s %s', async (_, __, one) => {
    await one.run({ plugin: exposure, params: { full: 2 } });
  });
});

const busy = panelViews[1]?.view as PanelView;
const [long] = busy.positions;

/** `label fraction value tone` of every bar. */
function bars(positions: readonly Partial<PanelView['positions'][number]>[], equity = '10000', full = 1) {
  const view = {
    ...busy,
    account: { ...busy.account, equity },
    positions: positions.map((over) => ({ ...(long as NonNullable<typeof long>), ...over })),
  };
  const blocks: readonly PanelBlock[] = exposure.render(view, { full }).blocks;
  return blocks.flatMap((block) =>
    block.type === 'bars'
      ? block.bars.map(({ label, fraction, value, tone }) => `${label} ${fraction} ${value} ${tone}`)
      : [],
  );
}

describe('exposure', () => {
  const a = { instrument: 'A', side: 'long', quantity: '2', markPrice: '1000' } as const;
  const b = { instrument: 'B', side: 'short', quantity: '10', markPrice: '500' } as const;

  it('sets long and short off against each other, the largest position first', () => {
    expect(bars([a, b])).toEqual([
      'Net 0.3 -30.0% down',
      'Gross 0.7 70.0% accent',
      'B 0.5 -50.0% down',
      'A 0.2 20.0% up',
    ]);
  });

  it('takes a full bar for as much of equity as it is told', () => {
    expect(bars([a], '10000', 2)).toContain('A 0.1 20.0% up');
  });

  it('values at its entry what has no mark', () => {
    expect(bars([{ ...a, markPrice: null, entryPrice: '3000' }])).toContain('A 0.6 60.0% up');
  });

  it('has no shares of an equity that is gone', () => {
    expect(bars([a], '-5').map((line) => line.split(' ').slice(-2))).toEqual([
      ['-', 'up'],
      ['-', 'accent'],
      ['-', 'up'],
    ]);
  });

  it('says so where nothing is held', () => {
    expect(exposure.render({ ...busy, positions: [] }, { full: 1 }).blocks).toEqual([
      { type: 'text', text: 'Nothing is held', tone: 'dim' },
    ]);
  });
});
