import { readFileSync } from 'node:fs';
import { renderToString } from 'ink';
import { expect, it } from 'vitest';
import { Frame } from '../../src/tui/app.tsx';
import { keysLabel } from '../../src/tui/bindings.ts';
import { openHeld } from '../../src/tui/dialogs/held.ts';
import { openKill } from '../../src/tui/dialogs/kill.ts';
import { KEYMAP, SCOPES } from '../../src/tui/keymap.ts';
import type { TuiState } from '../../src/tui/state.ts';
import { fixtureHeld } from './fixture-held.ts';
import { liveState, SMALL } from './fixture-state.ts';
import { fixtureView } from './fixture-view.ts';
import { svgOf } from './svg.ts';

// The documentation shows what the code does: `npx vitest run test/tui -u` writes it anew.

/** Wide enough for two columns of panels. */
const PICTURE = { columns: 112, rows: 33 };

const guide = new URL('../../docs/tui.md', import.meta.url);

function keyTable(): string {
  const rows = SCOPES.flatMap(({ scope, title }) =>
    KEYMAP.filter((binding) => binding.scope === scope).map((binding, i) => {
      const keys = keysLabel(binding)
        .split(' ')
        .map((key) => `\`${key}\``)
        .join(' ');
      return `| ${i === 0 ? title : ''} | ${keys} | ${binding.help} | ${binding.name} |`;
    }),
  );
  return ['| Where | Key | Does | Name |', '|---|---|---|---|', ...rows].join('\n');
}

function picture(): string {
  const theme = { color: false, ascii: false, plain: true } as const;
  const shown = renderToString(<Frame state={liveState(SMALL)} theme={theme} />, SMALL);
  return ['```', shown, '```'].join('\n');
}

function filled(text: string, name: string, content: string): string {
  const [start, end] = [`<!-- ${name} -->`, `<!-- /${name} -->`];
  const from = text.indexOf(start);
  const to = text.indexOf(end);
  expect(from >= 0 && to > from, `docs/tui.md has the marks of ${name}`).toBe(true);
  return `${text.slice(0, from)}${start}\n${content}\n${text.slice(to)}`;
}

it('docs/tui.md has the keys of the keymap and a picture of the overview', async () => {
  const text = readFileSync(guide, 'utf8');
  const current = filled(filled(text, 'keys', keyTable()), 'picture', picture());
  await expect(current).toMatchFileSnapshot(guide.pathname);
});

/** The pictures of the documentation: real frames of the fixture's bot. */
const PICTURES: Readonly<Record<string, readonly [title: string, state: () => TuiState]>> = {
  overview: ['The overview of the terminal UI', () => liveState(PICTURE)],
  market: [
    'The market screen: bars with fills, entry and target, and the order book',
    () => liveState(PICTURE, { screen: 'market' }),
  ],
  risk: [
    'The risk screen: rules, PnL by day, drawdown, strategies',
    () => liveState(PICTURE, { screen: 'risk' }),
  ],
  signal: [
    'A signal that waits for a word',
    () => {
      const [row] = fixtureHeld;
      const view = { ...fixtureView, signals: { ...fixtureView.signals, held: fixtureHeld } };
      const state = liveState(PICTURE, { screen: 'orders', view });
      return { ...state, dialog: openHeld(state, row) };
    },
  ],
  kill: ['The kill dialog', () => liveState(PICTURE, { dialog: openKill(liveState(PICTURE)) })],
};

it.each(Object.keys(PICTURES))('docs/tui-%s.svg is a frame as it is drawn', async (name) => {
  const [title, state] = PICTURES[name] ?? ['', () => liveState(PICTURE)];
  const file = new URL(`../../docs/tui-${name}.svg`, import.meta.url).pathname;
  await expect(svgOf(state(), title)).toMatchFileSnapshot(file);
  expect(readFileSync(guide, 'utf8')).toContain(`(tui-${name}.svg)`);
});
