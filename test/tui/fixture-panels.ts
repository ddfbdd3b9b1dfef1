import type { PanelRow } from '../../src/core/view/panels.ts';
import { NOW } from './fixture-view.ts';

/** Panels of plugins: bars, a table with a paragraph, and one that was switched off. */
export const fixturePanels: readonly PanelRow[] = [
  {
    ...{ name: 'exposure', plugin: 'exposure', version: '0.1.0', title: 'Exposure', state: 'on' },
    ...{ reason: null, updatedMs: NOW, note: 'of 10,034.51 USDT' },
    blocks: [
      {
        type: 'bars',
        bars: [
          { label: 'Net', fraction: 0.02, value: '-2.0%', tone: 'down' },
          { label: 'Gross', fraction: 0.477, value: '47.7%', tone: 'accent' },
          { label: 'BTCUSDT', fraction: 0.229, value: '22.9%', tone: 'up' },
        ],
      },
    ],
  },
  {
    ...{ name: 'hours', plugin: './hours.ts', version: '2.0.0', title: 'Best hours', state: 'on' },
    ...{ reason: null, updatedMs: NOW, note: '' },
    blocks: [
      { type: 'text', text: 'Trades by the hour of their entry, the best one first.', tone: 'dim' },
      {
        type: 'rows',
        columns: [
          { title: 'Hour' },
          { title: 'Trades', align: 'right' },
          { title: 'PnL', align: 'right' },
          { title: 'What one would say of it', align: 'left' },
        ],
        rows: [
          ['14:00', '12', { text: '+34.10', tone: 'up' }, 'New York opens'],
          ['03:00', '2', { text: '-9.00', tone: 'down' }, 'thin'],
        ],
      },
    ],
  },
  {
    ...{ name: 'broken', plugin: './broken.ts', version: '1.0.0', title: 'Broken', state: 'off' },
    ...{ reason: 'it takes 12.3 ms on average, 5 at most', updatedMs: NOW, note: '', blocks: [] },
  },
];
