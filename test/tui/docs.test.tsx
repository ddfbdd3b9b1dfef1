import { readFileSync } from 'node:fs';
import { renderToString } from 'ink';
import { expect, it } from 'vitest';
import { Frame } from '../../src/tui/app.tsx';
import { keysLabel } from '../../src/tui/bindings.ts';
import { KEYMAP, SCOPES } from '../../src/tui/keymap.ts';
import { liveState, SMALL } from './fixture-state.ts';
import { svgOf } from './svg.ts';

// The documentation shows what the code does: `npx vitest run test/tui -u` writes it anew.

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

it('docs/tui-overview.svg is a frame of the overview', async () => {
  const svg = svgOf(liveState({ columns: 112, rows: 33 }));
  await expect(svg).toMatchFileSnapshot(new URL('../../docs/tui-overview.svg', import.meta.url).pathname);
});
