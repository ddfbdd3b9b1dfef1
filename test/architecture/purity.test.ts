import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

/** Seeds what each room must not use into a copy of the configuration, and runs the real linter and compiler. */
const root = join(import.meta.dirname, '../..');
const require = createRequire(import.meta.url);

interface Options {
  readonly deniedGlobals?: Readonly<Record<string, string>>;
  readonly paths?: Readonly<Record<string, string>>;
  readonly entries?: readonly {
    readonly object?: string;
    readonly property: string;
    readonly message: string;
  }[];
}
type Group = Readonly<Record<string, { readonly options?: Options }>>;
interface Biome {
  readonly overrides: readonly {
    readonly includes: readonly string[];
    readonly linter: { readonly rules: { readonly style?: Group; readonly nursery?: Group } };
  }[];
}
const biome: Biome = JSON.parse(readFileSync(join(root, 'biome.json'), 'utf8'));

/** One folder for each pattern that an override names. */
const folders: Readonly<Record<string, string>> = {
  'src/core/**': 'src/core/risk',
  'src/sim/**': 'src/sim',
  'src/sdk/**': 'src/sdk/values',
  'src/indicators/**': 'src/indicators',
  'strategies/*/*.ts': 'strategies/ema-cross',
  'src/runtime/**': 'src/runtime',
  'src/control/**': 'src/control',
  'src/tui/**': 'src/tui',
  'src/cli/**': 'src/cli/commands',
  'plugins/*/src/**': 'plugins/exchange-demo/src',
};

interface Seed {
  readonly code: string;
  readonly reason: string;
}

/** A line of code for each thing that an override forbids, with the reason that must be printed. */
function seedsOf(override: Biome['overrides'][number]): readonly Seed[] {
  const { style, nursery } = override.linter.rules;
  const globals = Object.entries(style?.noRestrictedGlobals?.options?.deniedGlobals ?? {});
  const modules = Object.entries(style?.noRestrictedImports?.options?.paths ?? {});
  const properties = nursery?.noJsRestrictedProperties?.options?.entries ?? [];
  return [
    ...globals.map(([name, reason]) => ({ code: `use(${name});`, reason })),
    ...modules.map(([name, reason]) => ({ code: `import '${name}';`, reason })),
    ...properties.map(({ object, property, message }) => ({
      code: `use(${object ?? 'value'}.${property});`,
      reason: message,
    })),
  ];
}

const perFolder = biome.overrides.flatMap((override) =>
  override.includes
    .filter((pattern) => pattern in folders)
    .map((pattern) => ({ folder: String(folders[pattern]), seeds: seedsOf(override) }))
    .filter(({ seeds }) => seeds.length > 0),
);

let copy = '';

function run(manifest: string, program: string, ...args: readonly string[]): string {
  const tool = join(dirname(require.resolve(manifest)), program);
  const { stdout, stderr, error } = spawnSync(process.execPath, [tool, ...args], {
    cwd: copy,
    encoding: 'utf8',
  });
  if (error) throw error;
  return stdout + stderr;
}

function write(path: string, text: string): void {
  mkdirSync(dirname(join(copy, path)), { recursive: true });
  writeFileSync(join(copy, path), text);
}

/** What Biome says of each `path:line`, white space made even. */
function lint(...paths: readonly string[]): ReadonlyMap<string, string> {
  const output = run(
    '@biomejs/biome/package.json',
    'bin/biome',
    'lint',
    '--colors=off',
    '--max-diagnostics=none',
    ...paths,
  );
  const said = new Map<string, string>();
  for (const block of output.split(/^(?=\S+:\d+:\d+ )/mu)) {
    const place = /^(\S+:\d+):\d+ /u.exec(block)?.[1];
    if (place !== undefined) said.set(place, `${said.get(place) ?? ''} ${block.replace(/\s+/gu, ' ')}`);
  }
  return said;
}

beforeAll(() => {
  copy = mkdtempSync(join(tmpdir(), 'botrc-purity-'));
  write('biome.json', JSON.stringify({ ...biome, vcs: { enabled: false } }));
  cpSync(join(root, 'package.json'), join(copy, 'package.json'));
  cpSync(join(root, 'tsconfig.base.json'), join(copy, 'tsconfig.base.json'));
  mkdirSync(join(copy, 'test/architecture'), { recursive: true });
  cpSync(
    join(root, 'test/architecture/no-bare-date.grit'),
    join(copy, 'test/architecture/no-bare-date.grit'),
  );
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'), 'junction');
});

afterAll(() => rmSync(copy, { recursive: true, force: true }));

describe('the linter', () => {
  test('restricts every room that must be pure or takes its time from the clock port', () => {
    expect([...new Set(perFolder.map(({ folder }) => folder))].sort()).toEqual(Object.values(folders).sort());
  });

  test.each(perFolder)('refuses each forbidden name in $folder, and says why', ({ folder, seeds }) => {
    const path = `${folder}/seed.ts`;
    write(path, seeds.map(({ code }) => code).join('\n'));
    const said = lint(path);
    for (const [index, { reason }] of seeds.entries()) {
      expect(said.get(`${path}:${index + 1}`), seeds[index]?.code).toContain(reason);
    }
  });

  test.each(['src/cli', 'src/tui', 'src/control', 'plugins/exchange-demo/src'])(
    'refuses a Date of now in %s, and lets a known time be formatted',
    (folder) => {
      const path = `${folder}/date.ts`;
      write(path, 'use(new Date());\nuse(Date());\nuse(new Date(timeMs));\n');
      const said = lint(path);
      expect([...said.keys()]).toEqual([`${path}:1`, `${path}:2`]);
      for (const text of said.values()) expect(text).toContain('Only src/runtime/clock reads a clock');
    },
  );

  test('lets the clock itself read the clock', () => {
    write('src/runtime/clock/system.ts', 'export const nowMs = (): number => Date.now();\n');
    expect(lint('src/runtime/clock').size).toBe(0);
  });

  const general: readonly (readonly [rule: string, code: string])[] = [
    ['noExplicitAny', 'export const a: any = 1;'],
    ['noEmptyBlockStatements', 'export function b(): void { try { use(); } catch {} }'],
    ['noFloatingPromises', 'async function c(): Promise<void> { await use(); }\nc();'],
    ['noMisusedPromises', 'async function d(): Promise<void> { await use(); }\nif (d()) use();'],
    ['useExhaustiveSwitchCases', "export function e(k: 'x' | 'y'): void { switch (k) { case 'x': use(); } }"],
    ['noUndeclaredDependencies', "import 'left-pad';"],
    ['noConsole', 'console.log(1);'],
    ['noGlobalEval', "eval('1');"],
    ['noTsIgnore', '// @ts-ignore\nexport const f: string = 1;'],
    ['noExcessiveLinesPerFile', 'export const g = 1;\n'.repeat(301)],
    ['noUnusedVariables', 'const h = 1;'],
  ];
  test.each(general)('has %s switched on', (rule, code) => {
    const path = `src/runtime/${rule.toLowerCase()}.ts`;
    write(path, `${code}\n`);
    expect([...lint(path).values()].join('\n')).toContain(`/${rule} `);
  });

  test('finds an import cycle', () => {
    write('src/core/one.ts', "import { two } from './two.ts';\nexport const one = (): number => two();\n");
    write('src/core/two.ts', "import { one } from './one.ts';\nexport const two = (): number => one();\n");
    expect([...lint('src/core').values()].join('\n')).toContain('/noImportCycles ');
  });
});

describe('the compiler', () => {
  const impure = [
    'process.exit();',
    'setTimeout(() => undefined, 1);',
    'setImmediate(() => undefined);',
    "console.log('x');",
    "fetch('http://localhost');",
    'performance.now();',
    "Buffer.from('x');",
    'document.title;',
    "import 'node:fs';",
    "await import('node:crypto');",
    "import fs = require('fs');",
    'enum Color { Red }',
  ];
  const pure = ['src/sdk', 'src/core', 'src/sim', 'src/indicators', 'strategies/ema-cross'];

  test('knows no timer, no process and no module of Node in the pure rooms', () => {
    for (const room of pure) {
      mkdirSync(join(copy, room), { recursive: true });
      cpSync(join(root, room, 'tsconfig.json'), join(copy, room, 'tsconfig.json'));
      rmSync(join(copy, room, 'seed.ts'), { force: true });
      write(`${room}/impure.ts`, `${impure.join('\n')}\nexport {};\n`);
    }
    const output = run('typescript/package.json', 'bin/tsc', '-b', '--pretty', 'false', ...pure);
    for (const room of pure) {
      const lines = output.split('\n').flatMap((line) => {
        const match = /^(.*impure\.ts)\((\d+),\d+\): error/u.exec(line);
        return match?.[1] === `${room}/impure.ts` ? [Number(match[2])] : [];
      });
      expect([...new Set(lines)], room).toEqual(impure.map((_, index) => index + 1));
    }
  });
});
