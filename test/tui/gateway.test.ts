import { describe, expect, it } from 'vitest';
import { FakeClock } from '../../src/sdk/testkit/clock.ts';
import { InputGateway } from '../../src/tui/input/gateway.ts';
import type { Key } from '../../src/tui/input/key.ts';

/** Feeds reads, and ms to wait between them; gives the keys that came out. */
function keys(...input: readonly (string | number)[]): readonly Key[] {
  const clock = new FakeClock();
  const pressed: Key[] = [];
  const gateway = new InputGateway(clock, (key) => pressed.push(key));
  for (const part of input) {
    if (typeof part === 'number') clock.advance(part);
    else gateway.push(part);
  }
  return pressed;
}

const names = (...input: readonly (string | number)[]): readonly string[] =>
  keys(...input).map((key) => key.name);

describe('keys', () => {
  it('are one at a time, however many arrive in one read', () => {
    expect(keys('jj')).toEqual([
      { name: 'j', text: 'j', alone: false },
      { name: 'j', text: 'j', alone: false },
    ]);
    expect(keys('y')).toEqual([{ name: 'y', text: 'y', alone: true }]);
    expect(keys('y\r').map(({ name, alone }) => [name, alone])).toEqual([
      ['y', false],
      ['enter', false],
    ]);
  });

  it('have names', () => {
    expect(names('\t', '\u001b[Z', '\u000b', '\u0003', '\u007f', '\b', '\u001b[5~', '\u001b[6~')).toEqual([
      'tab',
      'shift-tab',
      'ctrl-k',
      'ctrl-c',
      'backspace',
      'backspace',
      'pageup',
      'pagedown',
    ]);
    expect(names('\u001b[A', '\u001bOB', '\u001b[H', '\u001b[4~', '語')).toEqual([
      'up',
      'down',
      'home',
      'end',
      '語',
    ]);
  });

  it('with modifiers or of no meaning are nothing at all', () => {
    expect(
      names('\u001b[1;5A', '\u001bOP', '\u001b[15~', '\u001b[[A', '\u001bx', '\u001b[?62;1c', '\u0000'),
    ).toEqual([]);
  });

  it('take a line feed for no Enter', () => {
    expect(names('\n')).toEqual(['ctrl-j']);
  });
});

describe('escape sequences that the network split', () => {
  it('are put together again', () => {
    expect(names('\u001b', 100, '[', 100, 'A')).toEqual(['up']);
    expect(names('\u001b[1;', 149, '5', 149, 'A')).toEqual([]);
  });

  it('never type letters, even when the rest comes too late', () => {
    expect(names('\u001b[', 151, 'A')).toEqual([]);
    expect(names('\u001b', 151, '[A')).toEqual(['esc']);
    expect(names('\u001b[', 151, 'A', 'j')).toEqual(['j']);
  });

  it('give way to typing after a while', () => {
    expect(names('\u001b', 150, 'j')).toEqual(['esc', 'j']);
    expect(names('\u001b', 150, 1000, '[')).toEqual(['esc', '[']);
    expect(names('\u001b[', 150, 10_000, 'A')).toEqual(['A']);
  });

  it('leave a lone Escape a key', () => {
    expect(names('\u001b', 149)).toEqual([]);
    expect(names('\u001b', 150)).toEqual(['esc']);
    expect(names('\u001b\u001b', 150)).toEqual(['esc', 'esc']);
    // Escape and a letter in one read is Alt: better no key than a confirmation nobody meant.
    expect(names('\u001by')).toEqual([]);
  });
});

describe('what was not typed', () => {
  it('is swallowed as a paste, however it is cut', () => {
    expect(names('\u001b[200~KILL\r\u001b[201~')).toEqual([]);
    expect(names('\u001b[200~KI', 'LL\r\u001b[2', '01~', 'q')).toEqual(['q']);
    expect(names('\u001b[20', '0~y\u001b[201~q')).toEqual(['q']);
    expect(names('\u001b[200~a\u001b[A\u001b[201~')).toEqual([]);
  });

  it('does not lend its read to a confirmation', () => {
    expect(keys('\u001b[200~x\u001b[201~y')).toEqual([{ name: 'y', text: 'y', alone: false }]);
  });

  it('does not lend its read where it is only the end of something', () => {
    expect(keys('\u001b[', 151, 'Ay')).toEqual([{ name: 'y', text: 'y', alone: false }]);
    expect(keys('\u001b[<0;1;1My')).toEqual([{ name: 'y', text: 'y', alone: false }]);
  });

  it('is a paste also where its beginning came in two parts, the second too late', () => {
    expect(names('\u001b[2', 151, '00~y', 'y\r\u001b[201~', 'q')).toEqual(['q']);
    expect(names('\u001b[', 151, '2', 151, '00', 5_000, '~', 'y', '\u001b[201~', 'q')).toEqual(['q']);
  });

  it('ends when its end never comes, though not while a link may only have stalled', () => {
    expect(names('\u001b[200~never closed', 9_999, 'y')).toEqual([]);
    expect(names('\u001b[200~never closed', 10_000, 'q')).toEqual(['q']);
  });

  it('is swallowed without brackets where it is long', () => {
    expect(names('x'.repeat(33))).toEqual([]);
    expect(names('x'.repeat(32)).length).toBe(32);
  });

  it('is swallowed as a mouse report', () => {
    expect(names('\u001b[<0;10;20M', '\u001b[<0;10;20m', '\u001b[M !!', 'j')).toEqual(['j']);
  });
});
