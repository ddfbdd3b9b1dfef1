import { spawn } from 'node:child_process';
import { join } from 'node:path';

export const ROOT: string = join(import.meta.dirname, '../..');

export interface ProgramOptions {
  /** Added to the environment. */
  readonly env?: Readonly<Record<string, string>>;
}

/** Runs a command to its end and returns what it printed. @throws Error with its last words where it failed. */
export function runProgram(
  command: string,
  args: readonly string[],
  { env = {} }: ProgramOptions = {},
): Promise<string> {
  const child = spawn(command, args, { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => {
      if (code === 0) resolve(stdout);
      else
        reject(
          new Error(`${command} ${args.join(' ')} ended with ${code ?? signal}: ${stderr.slice(-2000)}`),
        );
    });
  });
}

/** Runs a program of this folder from its source, under this Node, and reads the JSON it prints. */
export async function measure<T>(program: string, args: readonly (string | number)[]): Promise<T> {
  const file = join(import.meta.dirname, program);
  const flags = ['--conditions=source', '--expose-gc', '--no-warnings'];
  return JSON.parse(await runProgram(process.execPath, [...flags, file, ...args.map(String)])) as T;
}
