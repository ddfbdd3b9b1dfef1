import { type ChildProcess, spawn } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { type Supervisor, supervise } from '../../src/cli/supervisor.ts';

interface Watched {
  readonly supervisor: Supervisor;
  readonly children: ChildProcess[];
  readonly lines: { readonly text: string; readonly level: string }[];
}

/** Supervises real processes: the n-th start runs the n-th script, the last one from then on. */
function watch(scripts: readonly string[], ready = true, backoffMs: readonly number[] = [1]): Watched {
  const children: ChildProcess[] = [];
  const lines: Watched['lines'] = [];
  const supervisor = supervise({
    start: (restarts) => {
      const child = spawn(process.execPath, ['-e', scripts[Math.min(restarts, scripts.length - 1)] ?? '']);
      children.push(child);
      return child;
    },
    ready: () => ready,
    line: (line) => lines.push(line as Watched['lines'][number]),
    backoffMs,
  });
  return { supervisor, children, lines };
}

const LIVE = 'setInterval(() => undefined, 1000)';

describe('the supervisor', () => {
  it.each([0, 2, 3])('ends with a bot that ends with %i', async (code) => {
    const { supervisor, children, lines } = watch([`process.exit(${code})`]);
    expect(await supervisor.done).toBe(code);
    expect(children.length).toBe(1);
    expect(lines).toEqual([]);
  });

  it('starts again what crashed or was killed, and says so each time', async () => {
    const scripts = ['process.exit(1)', "process.kill(process.pid, 'SIGKILL')", 'process.exit(0)'];
    const { supervisor, children, lines } = watch(scripts, true, [1, 2]);
    expect(await supervisor.done).toBe(0);
    expect(children.length).toBe(3);
    expect(lines).toMatchObject([
      { event: 'alert', level: 'critical', text: expect.stringContaining('exit code 1') },
      { event: 'alert', level: 'critical', text: expect.stringMatching(/SIGKILL.* 2 ms/) },
    ]);
  });

  it('waits longer with each failure, up to the last step', async () => {
    const { supervisor, lines } = watch([...Array(4).fill('process.exit(1)'), ''], true, [1, 2, 3]);
    await supervisor.done;
    expect(lines.map((line) => / in (\d) ms/.exec(line.text)?.[1])).toEqual(['1', '2', '3', '3']);
  });

  it('does not start again what never ran', async () => {
    const { supervisor, children } = watch(['process.exit(1)'], false);
    expect(await supervisor.done).toBe(1);
    expect(children.length).toBe(1);
  });

  it('passes a signal on, and starts nothing afterwards', async () => {
    const { supervisor, children } = watch([LIVE]);
    await new Promise((resolve) => children[0]?.once('spawn', resolve));
    supervisor.signal('SIGTERM');
    await supervisor.done;
    expect(children.length).toBe(1);
    expect(children[0]?.signalCode).toBe('SIGTERM');
  });

  it('ends while it waits to start again', async () => {
    const { supervisor, children, lines } = watch(['process.exit(1)'], true, [600_000]);
    await expect.poll(() => lines.length).toBe(1);
    supervisor.signal('SIGTERM');
    expect(await supervisor.done).toBe(1);
    expect(children.length).toBe(1);
  });
});
