import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Decrypter } from 'age-encryption';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { resolveProfile } from '../../../src/runtime/config/resolve-profile.ts';
import { SecretStore } from '../../../src/runtime/secrets/store.ts';
import { strategyText } from '../plugins/plugin-text.ts';

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'botrc-secrets-'));
});
afterEach(() => rmSync(home, { recursive: true }));

const store = (env: Readonly<Record<string, string>> = {}): SecretStore =>
  new SecretStore({ HOME: home, ...env }, home);
const mode = (path: string): string => (statSync(path).mode & 0o777).toString(8);
const refusal = (code: string, mend = /./) => ({
  code: `BOTRC_SECRET_${code}`,
  detail: { mend: expect.stringMatching(mend) },
});

describe('secrets at rest (K-1)', () => {
  it('are files for their owner alone, which age opens with the identity that lies elsewhere', async () => {
    const kept = store();
    await kept.set('BYBIT_KEY', 'planted-value');
    const file = join(kept.folder, 'BYBIT_KEY.age');
    expect([file, kept.identity, kept.folder].map(mode)).toEqual(['600', '600', '700']);
    expect(kept.identity.startsWith(join(home, '.config'))).toBe(false);
    expect(readFileSync(file, 'latin1')).toMatch(/^age-encryption\.org\/v1\n/);
    expect(readFileSync(file).includes('planted-value')).toBe(false);
    const age = new Decrypter();
    age.addIdentity(readFileSync(kept.identity, 'utf8').trim());
    expect(await age.decrypt(readFileSync(file), 'text')).toBe('planted-value');
  });

  it('are set anew, listed by name, opened and removed', async () => {
    const kept = store();
    await kept.set('B', 'old');
    await kept.set('A', 'first');
    await kept.set('B', 'new');
    expect(kept.list().map(({ name }) => name)).toEqual(['A', 'B']);
    expect([...(await kept.open(['B', 'A', 'C']))]).toEqual([
      ['B', 'new'],
      ['A', 'first'],
    ]);
    kept.remove('B');
    expect(readdirSync(kept.folder)).toEqual(['A.age']);
    expect(() => kept.remove('B')).toThrow(expect.objectContaining({ code: 'BOTRC_SECRET_UNKNOWN' }));
  });

  it.each([
    ['a name with a path in it', '../A', 'x', 'NAME'],
    ['nothing', 'A', '', 'VALUE'],
    ['two lines', 'A', 'x\ny', 'VALUE'],
  ])('refuse %s', async (_what, name, value, code) => {
    await expect(store().set(name, value)).rejects.toMatchObject(refusal(code));
    expect(existsSync(store().identity)).toBe(false);
  });

  it('stay closed for an identity that others can read, that is missing, or another one', async () => {
    const kept = store();
    await kept.set('A', 'x');
    chmodSync(kept.identity, 0o640);
    await expect(kept.open(['A'])).rejects.toMatchObject(refusal('IDENTITY', /chmod 600/));
    rmSync(kept.identity);
    await expect(kept.open(['A'])).rejects.toMatchObject(refusal('IDENTITY', /BOTRC_IDENTITY/));
    await kept.set('B', 'y');
    await expect(kept.open(['A'])).rejects.toMatchObject(refusal('DAMAGED', /bot secrets set A/));
  });

  it('stay closed without the passphrase of the identity, and open with it, from a file that only its owner can read', async () => {
    await store().set('A', 'x', 'correct horse');
    expect(readFileSync(store().identity, 'latin1')).toMatch(/^age-encryption\.org\/v1\n/);
    await expect(store().open(['A'])).rejects.toMatchObject(refusal('LOCKED', /BOTRC_PASSPHRASE_FILE/));
    const wrong = store({ BOTRC_PASSPHRASE: 'wrong' }).open(['A']);
    await expect(wrong).rejects.toMatchObject(refusal('LOCKED'));
    const credential = join(home, 'credential');
    writeFileSync(credential, 'correct horse\n', { mode: 0o600 });
    expect((await store({ BOTRC_PASSPHRASE_FILE: credential }).open(['A'])).get('A')).toBe('x');
    chmodSync(credential, 0o644);
    const readable = store({ BOTRC_PASSPHRASE_FILE: credential }).open(['A']);
    await expect(readable).rejects.toMatchObject(refusal('IDENTITY', /chmod 600/));
  }, 60_000);
});

describe('a profile that names a secret', () => {
  const project = (): string => {
    mkdirSync(join(home, 'profiles'));
    writeFileSync(join(home, 'mine.ts'), strategyText());
    writeFileSync(
      join(home, 'profiles', 'p.yml'),
      `exchange: { plugin: bybit, options: { apiKey: "\${KEY}", apiSecret: "\${SECRET}" } }
instruments: [BTCUSDT]
strategies: [{ plugin: ../mine.ts }]
`,
    );
    return home;
  };

  it('is given it from the environment, else from the store, and says which', async () => {
    const cwd = project();
    await store().set('KEY', 'kept-key');
    await store().set('SECRET', 'kept-secret');
    const profile = await resolveProfile({ cwd, env: { HOME: home, KEY: 'env-key' }, profile: 'p' });
    expect(profile.exchange.options).toEqual({ apiKey: 'env-key', apiSecret: 'kept-secret' });
    expect(profile.secretUses).toEqual([
      { name: 'KEY', path: 'exchange.options.apiKey', from: 'environment' },
      { name: 'SECRET', path: 'exchange.options.apiSecret', from: 'store' },
    ]);
    expect(profile.secrets.redact('a kept-secret and an env-key')).toBe('a ••• and an •••');
  });

  it('is refused where neither has it, with the command that keeps it', async () => {
    const cwd = project();
    await expect(resolveProfile({ cwd, env: { HOME: home, KEY: 'x' }, profile: 'p' })).rejects.toMatchObject({
      code: 'BOTRC_CONFIG_ENV',
      detail: { mend: expect.stringContaining('bot secrets set SECRET') },
    });
  });
});
