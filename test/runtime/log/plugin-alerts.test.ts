import { describe, expect, it } from 'vitest';
import type { AlertRequest } from '../../../src/runtime/effects/executor.ts';
import { PluginAlerts } from '../../../src/runtime/log/plugin-alerts.ts';

describe('what a plugin logs with `alert: true` (E-5)', () => {
  const lines: unknown[] = [];
  const write = (...line: readonly unknown[]): void => void lines.push(line);
  const log = { debug: write, info: write, warn: write, error: write };

  it('is logged as ever, and goes out as an alert; from before the bot stands, once it does', () => {
    const alerts = new PluginAlerts();
    const plugin = alerts.log(log, 'bybit');
    plugin.error('The API key is not known', { alert: true, retCode: 10_003, retMsg: 'API key is invalid.' });
    plugin.warn('Money is short', { alert: true });
    plugin.warn('A race', { alert: false });
    plugin.error('A torn message');
    expect(lines).toHaveLength(4);
    const raised: AlertRequest[] = [];
    alerts.open((alert) => raised.push(alert));
    plugin.error('Bybit is closing a position by itself', { alert: true, reason: 'Liq' });
    expect(raised).toEqual([
      {
        level: 'critical',
        title: 'bybit: The API key is not known',
        text: 'The API key is not known: API key is invalid.',
        dedupeKey: 'plugin/bybit/The API key is not known',
      },
      expect.objectContaining({ level: 'warning', text: 'Money is short' }),
      expect.objectContaining({ level: 'critical', text: 'Bybit is closing a position by itself: Liq' }),
    ]);
  });
});
