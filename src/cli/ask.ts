import { createInterface } from 'node:readline/promises';
import { BotrcError } from '../sdk/index.ts';

/** True where somebody can be asked: both ends are a terminal. */
export function canAsk(): boolean {
  return process.stdin.isTTY === true && process.stderr.isTTY === true;
}

/** One line from the terminal; empty where it ends, or Ctrl-C is pressed. */
export async function ask(question: string): Promise<string> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  const left = new AbortController();
  terminal.once('close', () => left.abort());
  try {
    return await terminal.question(question, { signal: left.signal });
  } catch (error) {
    if (error instanceof Error && error.name === 'AbortError') return '';
    throw error;
  } finally {
    terminal.close();
  }
}

const ENTER = /[\r\n]/;
const [INTERRUPT, END, DELETE, BACKSPACE] = ['\u0003', '\u0004', '\u007f', '\b'];

/** The same without an echo. @throws BOTRC_INTERRUPTED */
export async function askHidden(question: string): Promise<string> {
  const { stdin, stderr } = process;
  stderr.write(question);
  stdin.setRawMode(true);
  stdin.setEncoding('utf8');
  try {
    let typed = '';
    for await (const chunk of stdin.iterator({ destroyOnReturn: false })) {
      for (const key of String(chunk)) {
        if (ENTER.test(key) || key === END) return typed;
        if (key === INTERRUPT) throw new BotrcError('BOTRC_INTERRUPTED', 'nothing was changed');
        typed = key === DELETE || key === BACKSPACE ? typed.slice(0, -1) : typed + key;
      }
    }
    return typed;
  } finally {
    stdin.setRawMode(false);
    stdin.pause();
    stderr.write('\n');
  }
}

/** The first line of what is piped in. */
export async function pipedLine(): Promise<string> {
  let text = '';
  process.stdin.setEncoding('utf8');
  for await (const chunk of process.stdin) {
    text += String(chunk);
    if (text.length > MOST_PIPED) break;
  }
  return text.replace(/\r?\n$/, '');
}

/** Longer than any key; a file piped in by mistake is refused as several lines. */
const MOST_PIPED = 64 * 1024;
