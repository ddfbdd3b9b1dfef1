import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type RoomName, rules } from './layer-rules.ts';
import { checkLayers, readTree, type SourceTree } from './layers.ts';

const tree = readTree(join(import.meta.dirname, '../..'));

/** A forbidden import, or several, in a file that each room could have. */
const violations: readonly {
  readonly from: RoomName;
  readonly path: string;
  readonly lines: readonly string[];
}[] = [
  {
    from: 'sdk',
    path: 'src/sdk/values/seed.ts',
    lines: [
      "import '../../core/event.ts';",
      "import type { E } from '../../sim/index.ts';",
      "import 'zod';",
      "import 'node:fs';",
    ],
  },
  {
    from: 'indicators',
    path: 'src/indicators/seed.ts',
    lines: [
      "import '../core/event.ts';",
      "export * from '../sim/index.ts';",
      "import 'technicalindicators';",
    ],
  },
  {
    from: 'sim',
    path: 'src/sim/seed.ts',
    lines: [
      "import '../core/event.ts';",
      "import '../indicators/index.ts';",
      "import 'node:crypto';",
      "import 'fs';",
    ],
  },
  {
    from: 'core',
    path: 'src/core/risk/seed.ts',
    lines: [
      "import '../../sim/index.ts';",
      "import '../../indicators/index.ts';",
      "export { x } from '../../runtime/loop.ts';",
      "type T = import('../../runtime/loop.ts').T;",
      "import '@botrc/sdk';",
      "import 'zod';",
      "require('node:fs');",
      "await import('../../runtime/loop.ts');",
      'await import(name);',
      "new Worker(new URL('../../runtime/host.ts', import.meta.url));",
      "import '../../../../elsewhere.ts';",
      "import 'data:text/javascript,0';",
      "import '/etc/module.js';",
    ],
  },
  {
    from: 'core view',
    path: 'src/core/view/seed.ts',
    lines: ["import '../../tui/app.tsx';", "import 'react';", "import '../../runtime/loop.ts';"],
  },
  {
    from: 'runtime',
    path: 'src/runtime/seed.ts',
    lines: [
      "import '../control/server.ts';",
      "import type { P } from '../control/protocol.ts';",
      "import '../tui/app.tsx';",
      "import '../cli/main.ts';",
      "import '../../plugins/exchange-demo/src/index.ts';",
      "import '@botrc/exchange-demo';",
      "import 'react';",
      "import '../../test/architecture/layers.ts';",
    ],
  },
  {
    from: 'control',
    path: 'src/control/seed.ts',
    lines: [
      "import '../runtime/loop.ts';",
      "import './server.ts';",
      "import './server/seed.ts';",
      "import '../core/event.ts';",
      "import '../tui/app.tsx';",
    ],
  },
  {
    from: 'control server',
    path: 'src/control/server/seed.ts',
    lines: ["import '../../tui/app.tsx';", "import '../../cli/main.ts';", "import 'ink';"],
  },
  {
    from: 'tui',
    path: 'src/tui/seed.tsx',
    lines: [
      "import '../core/engine.ts';",
      "import '../runtime/loop.ts';",
      "import '../control/server.ts';",
      "import '../cli/main.ts';",
      "import 'ws';",
    ],
  },
  {
    from: 'cli',
    path: 'src/cli/seed.ts',
    lines: [
      "import '../tui/app.tsx';",
      "import { type P } from '../tui/app.tsx';",
      "import 'ink';",
      'await import(name);',
    ],
  },
  { from: 'bin', path: 'bin/seed.js', lines: ["import '../dist/cli/main.js';", "import 'yargs';"] },
  {
    from: 'plugin',
    path: 'plugins/exchange-demo/src/seed.ts',
    lines: [
      "import '../../../src/sdk/index.ts';",
      "import '../../exchange-bybit/src/index.ts';",
      "import '@botrc/exchange-bybit';",
      "import '@botrc/sdk/values/scale.ts';",
      "import '../test/seed.ts';",
    ],
  },
  {
    from: 'plugin loader',
    path: 'plugins/exchange-ccxt/src/load-class.ts',
    lines: ["import '../../exchange-bybit/src/index.ts';", "import '@botrc/exchange-bybit';"],
  },
  {
    from: 'plugin test',
    path: 'plugins/exchange-demo/test/seed.test.ts',
    lines: ["import '../../../src/sim/index.ts';", "import '../../exchange-bybit/src/index.ts';"],
  },
  {
    from: 'strategy',
    path: 'strategies/ema-cross/seed.ts',
    lines: [
      "import '../vwap-reversion/index.ts';",
      "import '../../src/indicators/index.ts';",
      "import 'node:fs';",
      'await import(name);',
    ],
  },
  {
    from: 'strategy test',
    path: 'strategies/ema-cross/test/seed.test.ts',
    lines: ["import '../../vwap-reversion/index.ts';", "import '../../../src/sdk/index.ts';"],
  },
  { from: 'test', path: 'test/seed.test.ts', lines: ["import '../../elsewhere.ts';", "import '#internal';"] },
  { from: 'tools', path: 'scripts/seed.js', lines: ["import '../src/sdk/index.ts';", "import 'zod';"] },
];

/** What the rules are meant to let through; a check that refuses everything proves nothing. */
const allowed: Readonly<Record<string, string>> = {
  'src/core/seed.ts': "import { scale } from '../sdk/index.ts'; import './event.ts';",
  'src/runtime/seed.ts': "import 'node:sqlite'; import 'zod'; import '../sim/index.ts'; await import(file);",
  'src/control/server/seed.ts': "import '../../runtime/loop.ts'; import '../protocol.ts'; import 'ws';",
  'src/tui/seed.tsx':
    "import { Text } from 'ink'; import '../core/view/rows.ts'; import '../control/client.ts';",
  'src/cli/seed.ts':
    "await import('../tui/app.tsx'); import type { P } from '../tui/app.tsx'; import 'yargs';",
  'plugins/exchange-demo/src/seed.ts': "import '@botrc/sdk'; import 'zod'; import './market/seed.ts';",
  'strategies/ema-cross/seed.ts': "import '@botrc/indicators'; import 'zod'; import './index.ts';",
};

function withFile(path: string, source: string): SourceTree {
  return new Map(tree).set(path, source);
}

describe('the layer check', () => {
  test('passes on this tree', () => {
    expect(checkLayers(tree)).toEqual([]);
  });

  test.each(violations)('refuses each forbidden import of $from, and says why', ({ from, path, lines }) => {
    const reason = rules.find((rule) => rule.from === from)?.reason;
    const findings = checkLayers(withFile(path, lines.join('\n'))).filter((finding) => finding.path === path);
    expect(findings.map(({ line }) => line)).toEqual(lines.map((_, index) => index + 1));
    expect(new Set(findings.map((finding) => finding.reason))).toEqual(new Set([reason]));
  });

  test('has a violation for every rule, and one sentence of reason in each', () => {
    expect(violations.map(({ from }) => from).sort()).toEqual(rules.map(({ from }) => from).sort());
    for (const { reason } of rules) expect(reason).toMatch(/^[A-Z][^.]*(?:\.[^ .][^.]*)*\.$/);
  });

  test.each(Object.entries(allowed))('lets %s import what its rule names', (path, source) => {
    expect(checkLayers(withFile(path, source)).filter((finding) => finding.path === path)).toEqual([]);
  });
});

describe('the layer check fails closed', () => {
  test('when it sees no file at all, once for each rule', () => {
    expect(checkLayers(new Map()).map(({ path }) => path)).toEqual(rules.map(({ from }) => from));
  });

  test.each(['src/seed.ts', 'src/helpers/seed.ts', 'lib/seed.js', 'plugins/exchange-demo/seed.ts'])(
    'on %s, which is in no known room',
    (path) => {
      const findings = checkLayers(withFile(path, 'export {};')).filter((finding) => finding.path === path);
      expect(findings).toMatchObject([{ found: 'is in no known room' }]);
    },
  );

  test('on a file that does not parse', () => {
    const path = 'src/core/seed.ts';
    const findings = checkLayers(withFile(path, 'import { from')).filter((finding) => finding.path === path);
    expect(findings).toHaveLength(1);
    expect(findings[0]?.found).toMatch(/^does not parse/);
  });
});
