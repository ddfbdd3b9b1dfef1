import { plainError } from '../sdk/index.ts';
import { type ExitCode, exitCodeOf } from './exit-code.ts';
import type { Output } from './output.ts';

/**
 * Tells of a failure: on stderr what, found, where and the mend; with `json` the one document of stdout is
 * `{"error":{…}}`. With `verbose` the stack and causes follow on stderr.
 */
export function reportFailure(
  error: unknown,
  output: Output,
  show: { readonly json: boolean; readonly verbose: boolean },
): ExitCode {
  const { code, message, ...detail } = plainError(error);
  if (show.json) output.jsonLine({ error: { code, message, ...detail } });
  output.note({ text: `bot: ${message}`, style: 'bad' }, ` [${code}]`);
  if (detail.found !== undefined) output.note(`  found: ${detail.found}`);
  if (detail.where !== undefined) output.note(`  where: ${detail.where}`);
  if (detail.mend !== undefined) output.note(`  mend:  ${detail.mend}`);
  if (typeof detail.data?.more === 'number') {
    output.note(`  and ${detail.data.more} more: \`bot profiles validate\` lists all`);
  }
  if (show.verbose) for (const line of stackOf(error)) output.note({ text: line, style: 'dim' });
  return exitCodeOf(code);
}

function stackOf(error: unknown): readonly string[] {
  const lines: string[] = [];
  for (let at: unknown = error, depth = 0; at instanceof Error && depth < 5; at = at.cause, depth += 1) {
    lines.push(...`${depth === 0 ? '' : 'caused by: '}${at.stack ?? at.message}`.split('\n'));
  }
  return lines;
}
