import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Sandbox } from './run-bot.ts';

let sandbox: Sandbox;
beforeAll(() => {
  sandbox = new Sandbox();
});
afterAll(() => sandbox.remove());

describe('the command line', () => {
  it('shows its commands without any argument', async () => {
    const { code, stdout, stderr } = await sandbox.bot();
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain('bot start');
  });

  it('loads nothing heavy to read a command line', async () => {
    const child = sandbox.spawn(['--help'], {
      env: { NODE_OPTIONS: `--import=${new URL('loaded-modules.ts', import.meta.url).href}` },
    });
    let stderr = '';
    child.stderr.on('data', (chunk) => {
      stderr += chunk;
    });
    await new Promise((resolve) => child.once('close', resolve));
    const loaded = stderr.split('\n').filter((line) => line.startsWith('loaded '));
    expect(loaded.length).toBeGreaterThan(10);
    expect(
      loaded.filter((line) =>
        /\/(zod|ccxt|react|ink|ws|cosmiconfig|pino)\/|runtime\/(bot|journal|explain\/explain)/.test(line),
      ),
    ).toEqual([]);
  });

  it.each([
    ['a misspelt command', ['strat'], 'strat', 'Did you mean "start"?'],
    ['a misspelt command of a group', ['profiles', 'lst'], 'lst', 'Did you mean "list"?'],
    ['a misspelt option', ['start', '--profle', 'demo'], '--profle', 'Did you mean --profile?'],
    ['a misspelt value', ['switch', 'demo', '--positions', 'kep'], 'kep', 'Did you mean "keep"?'],
    ['an argument too many', ['stop', 'demo'], 'demo', 'bot stop --help'],
    ['a missing argument', ['switch'], undefined, 'bot switch <profile>'],
    ['a missing command', ['profiles'], undefined, 'list, show, validate, diff'],
    ['an option without its value', ['status', '--name'], undefined, 'bot status --help'],
    ['an option given twice', ['status', '--name', 'a', '--name', 'b'], 'a, b', 'once'],
    ['a name that is a path', ['status', '--name', '../x'], '"../x"', 'letters'],
    ['options that exclude each other', ['start', '--detach', '--headless'], 'detach', 'bot start --help'],
  ])('refuses %s', async (_what, args, found, mend) => {
    const { code, document } = await sandbox.json(...args);
    expect(code).toBe(2);
    expect(document.error.code).toBe('BOTRC_USAGE');
    if (found !== undefined) expect(document.error.found).toContain(found);
    expect(document.error.mend).toContain(mend);
  });

  it('says on stderr what, found, where and the mend, and keeps stdout clean', async () => {
    const { code, stdout, stderr } = await sandbox.bot('start', '--profle', 'x');
    expect(code).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toMatch(
      /no such option \[BOTRC_USAGE\]\n {2}found: --profle\n {2}where: bot start\n {2}mend: /,
    );
  });

  it('refuses a duration that is none, and starts nothing', async () => {
    const { code, document } = await sandbox.json('start', '--profile', 'demo', '--duration', 'soon');
    expect(code).toBe(2);
    expect(document.error.code).toBe('BOTRC_DURATION_FORMAT');
  });

  it('lets nothing that steers a terminal through', async () => {
    const evil = '\u001b]0;owned\u0007\u009b2J\u202e';
    for (const args of [
      ['status', '--name', evil],
      [evil],
      ['start', '--profile', evil],
      ['status', '--name', evil, '--json'],
    ]) {
      const { stdout, stderr } = await sandbox.bot(...args);
      expect(stdout + stderr).not.toMatch(/[^\n\P{C}]/u);
    }
  });

  it('completes commands, options, values and profiles', async () => {
    const complete = async (...words: string[]): Promise<string[]> =>
      (await sandbox.bot('--complete', ...words)).stdout.split('\n').filter((line) => line !== '');
    expect(await complete('st')).toEqual(['start', 'status', 'stop', 'strategies']);
    expect(await complete('profiles', '')).toEqual(['list', 'show', 'validate', 'diff']);
    expect(await complete('kill', '--f')).toEqual(['--flatten']);
    expect(await complete('start', '--r')).toEqual([]);
    expect(await complete('switch', 'demo', '--positions', '')).toEqual(['keep', 'flatten']);
    expect(await complete('start', '--profile', 'demo')).toContain('demo-vwap');
  });

  it.each(['bash', 'zsh', 'fish'])('prints a completion script for %s', async (shell) => {
    const { code, stdout } = await sandbox.bot('completion', shell);
    expect(code).toBe(0);
    expect(stdout).toContain('bot --complete');
  });
});
