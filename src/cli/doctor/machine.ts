import type { Session } from '../session.ts';
import { type Finding, ok, warning } from './check.ts';

/** The Node that botrc is built and tested with. */
const PINNED_MAJOR = 24;

export function checkNode(): Finding {
  const { node } = process.versions;
  if (Number.parseInt(node, 10) === PINNED_MAJOR) return ok('node', `Node ${node}`);
  return warning(
    'node',
    `Node ${node}; botrc is tested with Node ${PINNED_MAJOR}`,
    `Install botrc with its optional dependencies, which bring Node ${PINNED_MAJOR}, or install it yourself.`,
  );
}

/** What the terminal UI would find. */
export function checkTerminal(session: Session): Finding {
  const { stdout } = process;
  if (!stdout.isTTY) return ok('terminal', 'stdout is no terminal: JSON lines and plain text are printed');
  const { env } = session;
  const { columns, rows } = stdout;
  const text = `${columns}x${rows}, ${colorText(stdout, env)}, ${isUtf8(env) ? 'UTF-8' : 'no UTF-8'}`;
  if (env.TERM === 'dumb')
    return warning('terminal', `${text}, TERM=dumb`, 'Use a terminal that can move its cursor.');
  if (!isUtf8(env))
    return warning(
      'terminal',
      text,
      'Set a UTF-8 locale, for example LANG=C.UTF-8; until then charts are ASCII.',
    );
  if (columns < 80 || rows < 24)
    return warning('terminal', text, 'Make it 80x24 or larger to see more at once.');
  return ok('terminal', text);
}

function isUtf8(env: NodeJS.ProcessEnv): boolean {
  return /utf-?8/i.test(env.LC_ALL || env.LC_CTYPE || env.LANG || '');
}

function colorText(stdout: NodeJS.WriteStream, env: NodeJS.ProcessEnv): string {
  if ((env.NO_COLOR ?? '') !== '') return 'no colours by NO_COLOR';
  const bits = stdout.getColorDepth(env);
  return bits === 1 ? 'no colours' : `${2 ** bits} colours`;
}
