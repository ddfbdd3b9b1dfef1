/** The rooms of the house and who may import whom, as data. `layers.ts` applies it; every row says why. */

export type RoomName =
  | 'sdk'
  | 'indicators'
  | 'sim'
  | 'core view'
  | 'core'
  | 'runtime'
  | 'control server'
  | 'control'
  | 'tui'
  | 'cli'
  | 'bin'
  | 'plugin test'
  | 'plugin loader'
  | 'plugin'
  | 'strategy test'
  | 'strategy'
  | 'test'
  | 'tools';

/** Where each room lives; the first match wins, so the narrower room stands first. Group 1 names the package. */
export const rooms: readonly { readonly name: RoomName; readonly path: RegExp }[] = [
  { name: 'sdk', path: /^src\/sdk\// },
  { name: 'indicators', path: /^src\/indicators\// },
  { name: 'sim', path: /^src\/sim\// },
  { name: 'core view', path: /^src\/core\/view\// },
  { name: 'core', path: /^src\/core\// },
  { name: 'runtime', path: /^src\/runtime\// },
  { name: 'control server', path: /^src\/control\/server(?:\/|\.ts$)/ },
  { name: 'control', path: /^src\/control\// },
  { name: 'tui', path: /^src\/tui\// },
  { name: 'cli', path: /^src\/cli\// },
  { name: 'bin', path: /^bin\// },
  { name: 'plugin test', path: /^plugins\/([^/]+)\/test\// },
  { name: 'plugin loader', path: /^plugins\/(exchange-ccxt)\/src\/load-class\.ts$/ },
  { name: 'plugin', path: /^plugins\/([^/]+)\/src\// },
  { name: 'strategy test', path: /^strategies\/([^/]+)\/test\// },
  { name: 'strategy', path: /^strategies\/([^/]+)\/[^/]+\.ts$/ },
  { name: 'test', path: /^test\// },
  { name: 'tools', path: /^(?:scripts\/|\.ci\/|[^/]+$)/ },
];

export interface LayerRule {
  readonly from: RoomName;
  /** Rooms it imports, besides itself. */
  readonly may: readonly RoomName[];
  /** Rooms it reaches only by `import()` or `import type`, so that they load on demand. */
  readonly lazily?: readonly RoomName[];
  /** npm packages by name; `declared` leaves it to the nearest package.json (Biome's noUndeclaredDependencies). */
  readonly packages: readonly string[] | 'declared';
  /** `@botrc/*` packages it imports by name; a plugin does so because it lives in an install of its own. */
  readonly botrc?: readonly string[] | 'any';
  /** Node's own modules. */
  readonly node: boolean;
  /** `import(expression)`: what it loads is known only when it runs. */
  readonly computed?: boolean;
  readonly reason: string;
}

const contracts = ['@botrc/sdk', '@botrc/sdk/testkit', '@botrc/indicators', '@botrc/sim'];

export const rules: readonly LayerRule[] = [
  {
    from: 'sdk',
    may: [],
    packages: [],
    node: false,
    reason: 'The SDK is the ground that all else stands on: it imports nothing.',
  },
  {
    from: 'indicators',
    may: ['sdk'],
    packages: [],
    node: false,
    reason: 'Indicators are pure functions over the SDK values: they import only the SDK.',
  },
  {
    from: 'sim',
    may: ['sdk'],
    packages: [],
    node: false,
    reason:
      'The simulated exchange stands beside the core and must not share its code: it imports only the SDK.',
  },
  {
    from: 'core view',
    may: ['sdk', 'core'],
    packages: [],
    node: false,
    reason: 'A view turns core state into plain rows: it imports only the core and the SDK.',
  },
  {
    from: 'core',
    may: ['sdk', 'core view'],
    packages: [],
    node: false,
    reason: 'The core is pure, the same in every mode: it imports only the SDK; the mode brings the rest.',
  },
  {
    from: 'runtime',
    may: ['sdk', 'core', 'core view', 'sim', 'indicators'],
    packages: ['age-encryption', 'cosmiconfig', 'lowdb', 'pino', 'yaml', 'zod'],
    node: true,
    computed: true,
    reason:
      'The runtime runs without viewers, and reaches plugins only by dynamic import: it imports nothing above it.',
  },
  {
    from: 'control server',
    may: ['sdk', 'core', 'core view', 'runtime', 'control'],
    packages: ['ws', 'zod'],
    node: true,
    reason:
      'The control server stands between a running bot and its viewers: it knows the bot, never a viewer.',
  },
  {
    from: 'control',
    may: ['sdk', 'core view'],
    packages: ['ws', 'zod'],
    node: true,
    reason:
      'The control client and protocol are all that a viewer loads: they import no runtime and no server.',
  },
  {
    from: 'tui',
    may: ['sdk', 'core view', 'control'],
    packages: ['fuzzysort', 'ink', 'react', 'string-width'],
    node: true,
    reason:
      'The TUI is one viewer of a bot in another process: it sees the SDK, core/view and the control client.',
  },
  {
    from: 'cli',
    may: ['sdk', 'core', 'core view', 'sim', 'indicators', 'runtime', 'control', 'control server'],
    lazily: ['tui'],
    packages: ['pino', 'string-width', 'yaml', 'yargs', 'zod'],
    node: true,
    reason: 'The CLI imports the TUI lazily and no React itself, so that a headless start never loads them.',
  },
  {
    from: 'bin',
    may: [],
    lazily: ['cli'],
    packages: [],
    node: true,
    computed: true,
    reason: 'The launcher chooses a Node and calls the CLI, nothing else.',
  },
  {
    from: 'plugin loader',
    may: ['plugin'],
    packages: 'declared',
    botrc: contracts,
    node: true,
    computed: true,
    reason:
      'A hundred exchanges are in one package: the one that a profile names is loaded by its file, alone.',
  },
  {
    from: 'plugin',
    may: ['plugin loader'],
    packages: 'declared',
    botrc: contracts,
    node: true,
    reason:
      'A plugin lives outside this repository as well: it imports @botrc/* by name, its packages and itself.',
  },
  {
    from: 'plugin test',
    may: ['plugin', 'plugin loader'],
    packages: 'declared',
    botrc: [...contracts, '@botrc/exchange-bybit/sandbox'],
    node: true,
    computed: true,
    reason:
      'The test of a plugin moves with it: it imports what the plugin may, the plugin, and a venue to try it at.',
  },
  {
    from: 'strategy',
    may: [],
    packages: 'declared',
    botrc: contracts,
    node: false,
    reason:
      'A strategy has no network, no file and no key: it imports @botrc/* by name, its packages and itself.',
  },
  {
    from: 'strategy test',
    may: ['strategy'],
    packages: 'declared',
    botrc: contracts,
    node: true,
    computed: true,
    reason: 'The test of a strategy moves with it: it imports what the strategy may, and the strategy.',
  },
  {
    from: 'test',
    may: rooms.map((room) => room.name),
    packages: 'declared',
    botrc: 'any',
    node: true,
    computed: true,
    reason: 'Tests see every room, and no room sees them.',
  },
  {
    from: 'tools',
    may: [],
    packages: ['@stryker-mutator/core', '@stryker-mutator/instrumenter', 'fast-check', 'vitest'],
    node: true,
    reason: 'Build and check scripts run before there is a build: they import no room.',
  },
];
