import { expect, it } from 'vitest';
import { clean } from '../../src/tui/clean.ts';

it('makes every text of plain data safe for a terminal, and changes nothing else', () => {
  const evil = {
    text: 'a\u001b]0;title\u0007b\r\nc',
    deep: [{ name: '\u202eevil\u200b' }, null, 3, true],
    emoji: 'up \u{1f680}\u{1f680} \u26a0\ufe0f \u{1f1e9}\u{1f1ea}',
    plain: 'BTCUSDT 日本 ─│█',
  };
  expect(clean(evil)).toEqual({
    text: 'a ]0;title b c',
    deep: [{ name: 'evil' }, null, 3, true],
    emoji: 'up ? \u26a0? ?',
    plain: 'BTCUSDT 日本 ─│█',
  });
  expect(clean('x'.repeat(600))).toHaveLength(500);
});
