import { describe, expect, it } from 'vitest';
import { describeProfile } from '../../../src/runtime/config/describe-profile.ts';
import { type LoadedProfile, resolveProfile } from '../../../src/runtime/config/resolve-profile.ts';
import { EXCHANGE_TEXT, strategyText } from '../plugins/plugin-text.ts';
import { tempFolder } from '../plugins/temp-folder.ts';

const REFERENCE = '${' + 'KEY}';

function resolved(
  options: string,
  env: Record<string, string>,
  set: readonly string[] = [],
): Promise<LoadedProfile> {
  const cwd = tempFolder({
    'venue.ts': EXCHANGE_TEXT,
    'mine.ts': strategyText(),
    'p.yml': `exchange:\n  plugin: ./venue.ts\n  options: ${options}\ninstruments: [A]\nstrategies: [{ plugin: ./mine.ts }]\n`,
  });
  return resolveProfile({ cwd, env: { HOME: cwd, ...env }, profile: './p.yml', set });
}

describe('a secret option', () => {
  it('is filled in from the environment, and shown nowhere', async () => {
    const profile = await resolved(`{ key: "a-${REFERENCE}", auth: { pin: "${REFERENCE}" } }`, {
      KEY: 'hunter22',
    });
    expect(profile.exchange.options).toEqual({ key: 'a-hunter22', auth: { pin: 'hunter22' } });
    expect(profile.secrets.redact('key=a-hunter22, pin=hunter22')).toBe('key=•••, pin=•••');
    const rows = describeProfile(profile);
    expect(rows).toContainEqual({ path: 'exchange.options.key', value: '•••', origin: 'p.yml:3:19' });
    expect(rows).toContainEqual({ path: 'exchange.options.auth.pin', value: '•••', origin: 'p.yml:3:44' });
    expect(JSON.stringify(rows)).not.toContain('hunter22');
    expect(profile.warnings).toEqual([]);
  });

  it('may be given by --set', async () => {
    const profile = await resolved('{}', { KEY: 'hunter22' }, [`exchange.options.key=${REFERENCE}`]);
    expect(profile.exchange.options).toEqual({ key: 'hunter22' });
  });

  it('that is written out is a secret all the same, with a warning', async () => {
    const profile = await resolved('{ key: sandboxkey }', {});
    expect(profile.secrets.has('sandboxkey')).toBe(true);
    expect([...profile.secretPaths]).toEqual(['exchange.options.key']);
    expect(profile.warnings).toEqual([
      expect.stringMatching(/^exchange\.options\.key is a secret that is written out/),
    ]);
  });

  it.each<[string, Record<string, string>, RegExp, string]>([
    [`"${REFERENCE}"`, {}, /KEY is not set, and no secret of this name is kept$/, REFERENCE],
    [`"${REFERENCE}"`, { KEY: '' }, /KEY is empty, and no secret/, REFERENCE],
    [
      `"${REFERENCE.replace('}', ':-x}')}"`,
      {},
      /not the name of an environment variable$/,
      REFERENCE.replace('}', ':-x}'),
    ],
  ])('%s with %j is refused', async (value, env, message, found) => {
    await expect(resolved(`{ key: ${value} }`, env)).rejects.toMatchObject({
      code: 'BOTRC_CONFIG_ENV',
      message: expect.stringMatching(message),
      detail: { where: 'p.yml:3:19', found },
    });
  });

  it('that the plugin refuses is not quoted', async () => {
    const error = await resolved(`{ key: "${REFERENCE}" }`, { KEY: 'abc' }).catch((caught) => caught);
    expect(error).toMatchObject({ code: 'BOTRC_PLUGIN_OPTIONS', detail: { where: 'p.yml:3:19' } });
    expect(JSON.stringify([error.message, error.detail])).not.toContain('abc');
  });
});

it('a reference that YAML would misread is to be quoted', async () => {
  await expect(resolved(`{ key: ${REFERENCE} }`, {})).rejects.toMatchObject({
    code: 'BOTRC_CONFIG_SYNTAX',
    detail: { where: 'p.yml:3:20', mend: 'Put quotes around the reference here.' },
  });
});

it('a plugin that is not found leaves open what is a secret', async () => {
  const lost = resolved(`{ key: "${REFERENCE}" }`, {}, ['exchange.plugin=nowhere']);
  const error = await lost.catch((caught) => caught);
  expect([error.code, error.detail.data]).toEqual(['BOTRC_PLUGIN_NOT_FOUND', undefined]);
});

it('elsewhere a reference is refused, in options too', async () => {
  await expect(resolved(`{ speed: "${REFERENCE}" }`, { KEY: '1' })).rejects.toMatchObject({
    code: 'BOTRC_CONFIG_ENV',
    message: 'exchange.options.speed: environment variables are read in secret fields only',
    detail: { where: 'p.yml:3:21' },
  });
});
