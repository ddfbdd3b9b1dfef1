import { runProgram } from './program.ts';

/** The Python that makes pseudo-terminals; undefined where there is none: Windows, or a slim image. */
export async function findPython(): Promise<string | undefined> {
  try {
    await runProgram('python3', ['-c', 'import pty']);
    return 'python3';
  } catch {
    return undefined;
  }
}
