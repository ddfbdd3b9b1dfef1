import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Command, type CommandGroup, commandName } from '../../src/cli/command.ts';
import { commands } from '../../src/cli/commands/index.ts';
import { exitCodeOf } from '../../src/cli/exit-code.ts';
import { SESSION_OPTIONS } from '../../src/cli/session.ts';
import type { ErrorCode } from '../../src/sdk/index.ts';

const ROOT = join(import.meta.dirname, '../..');
const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');

interface Section {
  readonly usage: string;
  readonly command: Command;
}

function sections(entry: Command | CommandGroup): readonly Section[] {
  if ('run' in entry) return [{ usage: `bot ${entry.usage}`, command: entry }];
  return entry.commands.map((command) => ({ usage: `bot ${commandName(entry)} ${command.usage}`, command }));
}

const optionsIn = (text: string): readonly string[] =>
  [...text.matchAll(/^\| `--([a-z-]+)/gm)].map((match) => match[1] ?? '');

describe('docs/cli.md', () => {
  const [everywhere = '', ...parts] = read('docs/cli.md').split(/^### (?=`bot )/m);
  const documented = new Map(parts.map((part) => [/^`(.*)`/.exec(part)?.[1], part]));

  it('has a section for each command, in their order, and for no other', () => {
    expect([...documented.keys()].sort()).toEqual(
      commands
        .flatMap(sections)
        .map((section) => section.usage)
        .sort(),
    );
  });

  it.each(commands.flatMap(sections))('has the options of $usage', ({ usage, command }) => {
    const visible = Object.entries(command.options).filter(([, option]) => option.hidden !== true);
    expect(optionsIn(documented.get(usage) ?? '')).toEqual(visible.map(([name]) => name));
  });

  it('has the options of every command', () => {
    expect(optionsIn(everywhere)).toEqual([...Object.keys(SESSION_OPTIONS), 'help']);
  });
});

describe('help', () => {
  it.each(commands.flatMap(sections))('of $usage has an example that calls it', ({ usage, command }) => {
    const words = usage.replace(/ [<[].*/, '');
    expect(command.examples.some(([line]) => line.startsWith(words))).toBe(true);
  });
});

describe('docs/errors.md', () => {
  /** Not codes: the environment, and texts that end in an underscore stand for a family. */
  const NO_CODES = new Set([
    'BOTRC_HOME',
    'BOTRC_IDENTITY',
    'BOTRC_PASSPHRASE',
    'BOTRC_PASSPHRASE_FILE',
    'BOTRC_TEST_REPORT',
  ]);

  /** Every code that the shipped source names, by where it is first named. */
  function codesOfSource(): ReadonlyMap<string, string> {
    const found = new Map<string, string>();
    const walk = (folder: string): void => {
      for (const entry of readdirSync(join(ROOT, folder), { withFileTypes: true })) {
        const path = `${folder}/${entry.name}`;
        if (entry.isDirectory()) {
          if (!['node_modules', 'dist', 'test', 'fixtures'].includes(entry.name)) walk(path);
        } else if (/\.tsx?$/.test(entry.name)) {
          for (const [code] of read(path).matchAll(/\bBOTRC_[A-Z0-9]+(?:_[A-Z0-9]+)*\b(?![_…])/g)) {
            if (!NO_CODES.has(code) && !found.has(code)) found.set(code, path);
          }
        }
      }
    };
    for (const folder of ['src', 'plugins', 'strategies']) walk(folder);
    return found;
  }

  const rows = [
    ...read('docs/errors.md').matchAll(/^\| `(BOTRC_[A-Z0-9_]+)` \| (\d+|-) \| (.+?) \| (.+?) \|$/gm),
  ].map(([, code = '', exit = '', meaning = '', mend = '']) => ({ code, exit, meaning, mend }));

  it('lists every code of the source, each once, and no other', () => {
    const codes = rows.map((row) => row.code);
    const source = codesOfSource();
    expect([...source].filter(([code]) => !codes.includes(code))).toEqual([]);
    expect(codes.filter((code) => !source.has(code))).toEqual([]);
    expect(codes).toEqual([...new Set(codes)].sort());
  });

  it('has the exit code that the command line ends with', () => {
    const wrong = rows.filter(({ code, exit }) => exit !== String(exitCodeOf(code as ErrorCode)));
    expect(wrong.map(({ code, exit }) => [code, exit, exitCodeOf(code as ErrorCode)])).toEqual([]);
  });
});
