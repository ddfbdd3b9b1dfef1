import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  type LoadedProfile,
  type ProfileRequest,
  resolveProfile,
  validateProfile,
} from '../../../src/runtime/config/resolve-profile.ts';
import { EXCHANGE_TEXT, strategyText } from '../plugins/plugin-text.ts';
import { tempFolder } from '../plugins/temp-folder.ts';

const MINIMAL = `exchange: { plugin: ../venue.ts }
instruments: [BTCUSDT, ETHUSDT]
strategies:
  - plugin: ../mine.ts
`;

/** A project with a venue, a strategy, and these profiles. */
function project(profiles: Readonly<Record<string, string>>): string {
  const files = Object.entries(profiles).map(([name, text]) => [`profiles/${name}`, text]);
  return tempFolder({ 'venue.ts': EXCHANGE_TEXT, 'mine.ts': strategyText(), ...Object.fromEntries(files) });
}

function resolved(text: string, more: Partial<ProfileRequest> = {}): Promise<LoadedProfile> {
  const cwd = project({ 'p.yml': text });
  return resolveProfile({ cwd, env: { HOME: cwd }, profile: 'p', ...more });
}

describe('a profile', () => {
  it('needs little, and every other value has its default', async () => {
    const profile = await resolved(MINIMAL);
    const folder = profile.settings.cwd;
    const { settings, set, edits, files, origins, secrets, secretPaths, secretUses, ...shown } = profile;
    const { descriptions, warnings, ...rest } = shown;
    expect({ set, edits, secretUses }).toEqual({ set: [], edits: [], secretUses: [] });
    expect(rest).toEqual({
      name: 'p',
      description: '',
      mode: 'paper',
      account: 'main',
      positionMode: 'one-way',
      marginMode: 'cross',
      pegs: {},
      seed: 'p',
      exchange: {
        plugin: '../venue.ts',
        options: {},
        resolved: expect.objectContaining({ kind: 'exchange', entry: join(folder, 'venue.ts') }),
      },
      instruments: ['BTCUSDT', 'ETHUSDT'],
      strategies: [
        {
          name: 'mine',
          plugin: '../mine.ts',
          resolved: expect.objectContaining({ kind: 'strategy', entry: join(folder, 'mine.ts') }),
          instruments: ['BTCUSDT', 'ETHUSDT'],
          params: {},
          riskShare: 1,
          enabled: true,
        },
      ],
      paper: {
        cash: '10000',
        currency: 'USDT',
        leverage: 10,
        fees: { maker: 0.0002, taker: 0.00055 },
        outage: 'closed',
        latency: { order: { minMs: 50, maxMs: 75 }, cancel: { minMs: 50, maxMs: 75 }, data: 0 },
        slippageTicks: 1,
        extras: { volatile: 0.0015, thin: 0.0025, depthBelow: '1000000' },
        partialFills: { probability: 0.2, minFraction: 0.3 },
        fillModel: 'book',
        cancelsAhead: 0,
        barPath: 'pessimistic',
      },
      sizing: { mode: 'risk', riskPerTrade: 0.005, maxNotional: '20000', leverage: 10, minFree: '200' },
      risk: {
        dailyLoss: { fraction: 0.02 },
        drawdown: { fraction: 0.25, days: 3 },
        onKill: 'cancel',
        expectancy: { r: -0.1, trades: 30 },
        maxPosition: { notional: '20000' },
        maxOpenOrders: 10,
        maxPositions: 3,
        maxPositionsPerBase: 2,
        forbidFlip: true,
        doubleSendMs: 1000,
        unprotectedSeconds: 5,
        liquidation: { multiplier: 1.5, action: 'alert' },
        backpressure: 'degrade',
        rules: [],
      },
      execution: {
        manual: false,
        holdSeconds: 0,
        antiChurnMinutes: 15,
        partialFills: 'accept',
        minFillRatio: 0.5,
        fullRatio: 0.95,
        breakEven: 'off',
      },
      envelope: { orderNotional: '25000', positionNotional: '50000', ordersPerSecond: 10 },
      notifiers: [],
      panels: [],
      reconcile: { policy: 'ask', everyMs: 300_000 },
      live: { shadowDays: 30, clockMs: 1000, trustKey: false },
      host: 'worker',
      timeZone: 'UTC',
    });
    expect(structuredClone(rest)).toEqual(rest);
    expect({ files, warnings, secrets: secrets.size, paths: [...secretPaths] }).toEqual({
      files: [join(folder, 'profiles/p.yml')],
      warnings: [],
      secrets: 0,
      paths: [],
    });
    expect(origins.get('instruments.1')).toMatchObject({ line: 2, column: 24 });
    expect(descriptions.get('strategies.0')?.meta.version).toBe('1.2.3');
  });

  it('takes amounts as text or numbers, exactly', async () => {
    const text = `${MINIMAL}paper: { cash: 2500.50 }\nsizing: { minFree: 0, maxNotional: "00100.000000000001" }\n`;
    const { paper, sizing } = await resolved(text);
    expect([paper.cash, sizing.minFree, sizing.maxNotional]).toEqual(['2500.5', '0', '100.000000000001']);
  });

  it('may be named by its path, or by .botrc', async () => {
    const cwd = project({ 'p.yml': MINIMAL });
    const at = (profile?: string): Promise<LoadedProfile> =>
      resolveProfile({ cwd, env: { HOME: cwd }, profile });
    expect((await at('./profiles/p.yml')).name).toBe('p');
    expect((await at(join(cwd, 'profiles/p.yml'))).name).toBe('p');
    await expect(at()).rejects.toMatchObject({ code: 'BOTRC_CONFIG_MISSING' });
    const own = tempFolder({ '.botrc.yml': `profile: p\nprofilesDir: ${cwd}/profiles` });
    expect((await resolveProfile({ cwd: own, env: { HOME: own } })).name).toBe('p');
  });

  it('lays itself over what it extends, and overrides over both', async () => {
    const cwd = project({
      'base.yml': `${MINIMAL}risk: { maxPositions: 2, maxOpenOrders: 4 }\ndescription: base\n`,
      'middle.json': '{ "extends": "base.yml", "risk": { "maxPositions": 5 } }'.replace(
        'base.yml',
        './base.yml',
      ),
      'p.yml': 'extends: middle\ndescription: |\n  top\n  of all\n',
    });
    const set = ['risk.maxOpenOrders=7', 'strategies.0.name=trend', 'strategies.0.instruments=[ETHUSDT]'];
    const profile = await resolveProfile({ cwd, env: { HOME: cwd }, profile: 'p', set });
    expect(profile.risk).toMatchObject({ maxPositions: 5, maxOpenOrders: 7 });
    expect(profile).toMatchObject({
      description: 'top of all',
      strategies: [{ name: 'trend', instruments: ['ETHUSDT'] }],
    });
    expect(profile.files.map((file) => file.slice(cwd.length))).toEqual([
      '/profiles/p.yml',
      '/profiles/middle.json',
      '/profiles/base.yml',
    ]);
    expect(profile.origins.get('risk.maxPositions')).toMatchObject({
      file: join(cwd, 'profiles/middle.json'),
    });
    expect(profile.origins.get('risk.maxOpenOrders')).toEqual({ kind: 'set', path: 'risk.maxOpenOrders' });
    expect(profile).not.toHaveProperty('extends');
  });
});

describe('a profile that is wrong', () => {
  it.each<[string, string, string, string, RegExp]>([
    [
      'insturments: [X]',
      'BOTRC_CONFIG_UNKNOWN_KEY',
      'p.yml:5:1',
      'insturments',
      /Did you mean "instruments"\?/,
    ],
    [
      'risk: { dailyLoss: { fracton: 0.1 } }',
      'BOTRC_CONFIG_UNKNOWN_KEY',
      'p.yml:5:22',
      'fracton',
      /"fraction"/,
    ],
    ['paper: { frees: {} }', 'BOTRC_CONFIG_UNKNOWN_KEY', 'p.yml:5:10', 'frees', /"fees"/],
    ['mode: papr', 'BOTRC_CONFIG_VALUE', 'p.yml:5:7', '"papr"', /Did you mean "paper"\?/],
    ['mode: 3', 'BOTRC_CONFIG_TYPE', 'p.yml:5:7', '3', /one of backtest, replay/],
    ['mode: { live: true }', 'BOTRC_CONFIG_TYPE', 'p.yml:5:7', 'a map', /one of backtest/],
    ['risk: { maxPositions: "ten" }', 'BOTRC_CONFIG_TYPE', 'p.yml:5:23', '"ten"', /Write a number/],
    ['risk: { maxPositions: 1.5 }', 'BOTRC_CONFIG_TYPE', 'p.yml:5:23', '1.5', /a whole number/],
    ['risk: { maxPositions: 0 }', 'BOTRC_CONFIG_VALUE', 'p.yml:5:23', '0', /at least 1/],
    ['risk: { forbidFlip: yes }', 'BOTRC_CONFIG_TYPE', 'p.yml:5:21', '"yes"', /true or false/],
    ['risk:', 'BOTRC_CONFIG_TYPE', 'p.yml:5:6', 'nothing', /a map/],
    ['notifiers: { plugin: desktop }', 'BOTRC_CONFIG_TYPE', 'p.yml:5:12', 'a map', /a list/],
    ['sizing: { riskPerTrade: 5 }', 'BOTRC_CONFIG_VALUE', 'p.yml:5:25', '5', /at most 1/],
    ['sizing: { riskPerTrade: 0 }', 'BOTRC_CONFIG_VALUE', 'p.yml:5:25', '0', /more than 0/],
    ['paper: { cash: "1e4" }', 'BOTRC_CONFIG_VALUE', 'p.yml:5:16', '"1e4"', /an amount such as/],
    ['paper: { cash: 0 }', 'BOTRC_CONFIG_VALUE', 'p.yml:5:16', '0', /more than 0/],
    ['paper: { cash: [] }', 'BOTRC_CONFIG_TYPE', 'p.yml:5:16', 'a list', /an amount such as/],
    [
      'paper: { cash: 12345678901234567 }',
      'BOTRC_CONFIG_VALUE',
      'p.yml:5:16',
      '12345678901234568',
      /an amount/,
    ],
    ['paper: { currency: usdt }', 'BOTRC_CONFIG_VALUE', 'p.yml:5:20', '"usdt"', /a currency code/],
    ['timeZone: Mars/Base', 'BOTRC_CONFIG_VALUE', 'p.yml:5:11', '"Mars/Base"', /a time zone such as/],
    ['account: Main Account', 'BOTRC_CONFIG_VALUE', 'p.yml:5:10', '"Main Account"', /a name of a-z/],
    ['seed: 1.5', 'BOTRC_CONFIG_VALUE', 'p.yml:5:7', '1.5', /a whole number or text/],
    ['host: [', 'BOTRC_CONFIG_SYNTAX', 'p.yml:6:1', '', /Correct the YAML/],
    ['  bad: indent', 'BOTRC_CONFIG_SYNTAX', 'p.yml:5:1', '', /Correct the YAML/],
    [`description: '\${HOME}'`, 'BOTRC_CONFIG_ENV', 'p.yml:5:14', `\${HOME}`, /with --set/],
  ])('%s', async (line, code, where, found, mend) => {
    const error = await resolved(`${MINIMAL}${line}\n`).catch((caught) => caught);
    expect(error).toMatchObject({
      code,
      detail: { where: `profiles/${where}`, mend: expect.stringMatching(mend) },
    });
    if (found !== '') expect(error.detail.found).toBe(found);
  });

  it.each<[string, string, string]>([
    ['exchange', 'instruments: [X]\nstrategies: [{ plugin: x }]', 'exchange is missing: expected a map'],
    [
      'instruments',
      'exchange: { plugin: x }\nstrategies: [{ plugin: x }]',
      'instruments is missing: expected a list',
    ],
    [
      'plugin',
      'exchange: {}\ninstruments: [X]\nstrategies: [{ plugin: x }]',
      'exchange.plugin is missing: expected text',
    ],
  ])('says that %s is missing', async (_, text, message) => {
    await expect(resolved(text)).rejects.toMatchObject({ code: 'BOTRC_CONFIG_MISSING', message });
  });

  it.each<[string, string, string, string]>([
    [
      'instruments: [BTCUSDT]\nstrategies: [{ plugin: ../mine.ts, instruments: [BTCUSD] }]',
      'p.yml:3:50',
      'BTCUSD',
      'Did you mean "BTCUSDT"?',
    ],
    [
      'instruments: [A]\nstrategies: [{ plugin: ../mine.ts }, { plugin: ../mine.ts }]',
      'p.yml:3:38',
      'mine',
      'Give each strategy a name of its own.',
    ],
    [
      'instruments: [A, A]\nstrategies: [{ plugin: ../mine.ts }]',
      'p.yml:2:14',
      'a list',
      'Write each instrument once.',
    ],
    [
      'instruments: [A]\nstrategies: [{ plugin: ../mine.ts, name: operator }]',
      'p.yml:3:42',
      '"operator"',
      'Write another name: this one is reserved.',
    ],
    ['instruments: [A]\nstrategies: []', 'p.yml:3:13', 'a list', 'Write at least 1 in the list.'],
  ])('refuses %s', async (text, where, found, mend) => {
    await expect(resolved(`exchange: { plugin: ../venue.ts }\n${text}`)).rejects.toMatchObject({
      code: 'BOTRC_CONFIG_VALUE',
      detail: { where: `profiles/${where}`, found, mend },
    });
  });

  it.each<[string, string, string]>([
    ['', 'BOTRC_CONFIG_TYPE', 'nothing'],
    ['- a list', 'BOTRC_CONFIG_TYPE', 'a list'],
  ])('is no map: %j', async (text, code, found) => {
    await expect(resolved(text)).rejects.toMatchObject({
      code,
      detail: { found, where: 'profiles/p.yml:1:1' },
    });
  });

  it('tells all that is wrong, and throws the first with the number of others', async () => {
    const cwd = project({ 'p.yml': `${MINIMAL}mode: x\nhost: y\ninstrumets: []\n` });
    const request = { cwd, env: { HOME: cwd }, profile: 'p' };
    const { errors, profile } = await validateProfile(request);
    expect(profile).toBeUndefined();
    expect(errors.map((error) => error.code)).toEqual([
      'BOTRC_CONFIG_UNKNOWN_KEY',
      'BOTRC_CONFIG_VALUE',
      'BOTRC_CONFIG_VALUE',
    ]);
    await expect(resolveProfile(request)).rejects.toMatchObject({
      code: 'BOTRC_CONFIG_UNKNOWN_KEY',
      detail: { data: { more: 2 } },
    });
  });

  it('that nobody knows suggests the nearest, and says where it looked', async () => {
    await expect(resolved(MINIMAL, { profile: 'dmeo' })).rejects.toMatchObject({
      code: 'BOTRC_PROFILE_UNKNOWN',
      detail: { found: 'dmeo', mend: expect.stringMatching(/^Did you mean "demo"\? Looked in .*profiles, /) },
    });
    await expect(resolved(MINIMAL, { profile: './gone.yml' })).rejects.toMatchObject({
      code: 'BOTRC_PROFILE_UNKNOWN',
    });
    await expect(resolved('extends: dmeo')).rejects.toMatchObject({
      code: 'BOTRC_PROFILE_UNKNOWN',
      detail: { where: 'profiles/p.yml:1:10' },
    });
  });

  it('that extends itself in a circle names the circle', async () => {
    const cwd = project({ 'p.yml': 'extends: q', 'q.yml': 'extends: r', 'r.yml': 'extends: q' });
    await expect(resolveProfile({ cwd, env: { HOME: cwd }, profile: 'p' })).rejects.toMatchObject({
      code: 'BOTRC_PROFILE_CYCLE',
      detail: { found: 'p → q → r → q', where: 'profiles/r.yml:1:10' },
    });
  });

  it('may be wrong by an override, which is then named', async () => {
    await expect(resolved(MINIMAL, { set: ['risk.maxPositions=many'] })).rejects.toMatchObject({
      code: 'BOTRC_CONFIG_TYPE',
      detail: { where: '--set risk.maxPositions', found: '"many"' },
    });
    await expect(resolved(MINIMAL, { set: ['nonsense'] })).rejects.toMatchObject({
      code: 'BOTRC_CONFIG_SET',
    });
  });
});

describe('plugins of a profile', () => {
  it.each<[string, string, string, string]>([
    ['plugin: ../gone.ts', 'BOTRC_PLUGIN_NOT_FOUND', 'profiles/p.yml:4:13', ''],
    ['plugin: ema-corss', 'BOTRC_PLUGIN_NOT_FOUND', 'profiles/p.yml:4:13', 'Did you mean "ema-cross"?'],
    [
      'plugin: ../mine.ts\n    params: { fsat: 3 }',
      'BOTRC_PLUGIN_OPTIONS',
      'profiles/p.yml:5:15',
      'Did you mean "fast"?',
    ],
    ['plugin: ../mine.ts\n    params: { fast: slow }', 'BOTRC_PLUGIN_OPTIONS', 'profiles/p.yml:5:21', ''],
  ])('%s', async (lines, code, where, mend) => {
    const text = MINIMAL.replace('plugin: ../mine.ts', lines);
    await expect(resolved(text)).rejects.toMatchObject({
      code,
      detail: { where, mend: expect.stringContaining(mend) },
    });
  });

  it('of another SDK, and ones that throw on import, are refused', async () => {
    const cwd = project({ 'p.yml': MINIMAL, '../mine.ts': strategyText("sdk: '^9'") });
    await expect(resolveProfile({ cwd, env: { HOME: cwd }, profile: 'p' })).rejects.toMatchObject({
      code: 'BOTRC_PLUGIN_SDK',
    });
    const broken = project({ 'p.yml': MINIMAL, '../mine.ts': 'throw new Error("boom")' });
    await expect(resolveProfile({ cwd: broken, env: { HOME: broken }, profile: 'p' })).rejects.toMatchObject({
      code: 'BOTRC_PLUGIN_IMPORT',
    });
  });

  it('given by a relative path are looked for beside the profile, then in the folder of the command', async () => {
    const cwd = tempFolder({
      'venue.ts': EXCHANGE_TEXT,
      'mine.ts': strategyText(),
      'elsewhere/p.yml': MINIMAL.replaceAll('../', './'),
    });
    const profile = await resolveProfile({ cwd, env: { HOME: cwd }, profile: 'elsewhere/p.yml' });
    expect(profile.exchange.resolved.path).toBe(join(cwd, 'venue.ts'));
  });
});
