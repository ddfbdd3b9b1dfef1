import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { openNotebook } from '../../src/runtime/notebook.ts';

let home: string;
let path: string;
const log = { debug: vi.fn(), info: vi.fn(), warn: vi.fn(), error: vi.fn() };

beforeEach(() => {
  home = join(mkdtempSync(join(tmpdir(), 'botrc-notebook-')), 'home');
  path = join(home, 'notebook.json');
  vi.clearAllMocks();
});
afterEach(() => {
  rmSync(join(home, '..'), { recursive: true });
});

describe('the notebook', () => {
  it('keeps preferences and the ten newest profiles for the owner alone', () => {
    const first = openNotebook(home, log);
    expect([first.preference('panel'), first.recentProfiles()]).toEqual([undefined, []]);
    first.setPreference('panel', 'orders');
    for (let i = 0; i < 12; i++) first.addRecentProfile(`p${i}`, i);
    first.addRecentProfile('p5', 99);
    const again = openNotebook(home, log);
    expect(again.preference('panel')).toBe('orders');
    expect(again.preference('__proto__')).toBeUndefined();
    expect(again.recentProfiles().map((p) => p.name)).toEqual([
      'p5',
      'p11',
      'p10',
      'p9',
      'p8',
      'p7',
      'p6',
      'p4',
      'p3',
      'p2',
    ]);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(log.warn).not.toHaveBeenCalled();
  });

  it('loses nothing that another viewer or a newer version wrote', () => {
    const [one, other] = [openNotebook(home, log), openNotebook(home, log)];
    one.setPreference('a', 1);
    writeFileSync(path, JSON.stringify({ ...JSON.parse(readFileSync(path, 'utf8')), later: true }));
    other.setPreference('b', true);
    expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual({
      preferences: { a: 1, b: true },
      recentProfiles: [],
      later: true,
    });
  });

  it.each(['{"preferences": {', '[]', '{"preferences": {"a": {}}}', '\0\0\0'])(
    'sets %j aside with a warning',
    (text) => {
      mkdirSync(home);
      writeFileSync(path, text);
      const notebook = openNotebook(home, log);
      expect(log.warn).toHaveBeenCalledOnce();
      expect(readFileSync(`${path}.broken`, 'utf8')).toBe(text);
      notebook.setPreference('a', 1);
      expect(openNotebook(home, log).preference('a')).toBe(1);
    },
  );

  it('warns, and goes on, where it cannot be read or written', () => {
    mkdirSync(path, { recursive: true });
    writeFileSync(`${path}.broken`, '');
    const notebook = openNotebook(home, log);
    notebook.setPreference('a', 1);
    expect(log.warn).toHaveBeenCalled();
    expect(existsSync(path)).toBe(true);
  });
});
