import type { StrategyPlugin } from '../../sdk/index.ts';
import { strategySuite } from '../../sdk/testkit/index.ts';

/** What became of one case of a conformance suite. */
export interface Finding {
  readonly id: string;
  readonly title: string;
  readonly result: 'passed' | 'failed' | 'skipped';
  /** Why it failed or does not apply; '' where it passed. */
  readonly reason: string;
}

/** Holds a strategy to every case of its suite: determinism, restarts, the future, gaps, growth and more. */
export async function checkStrategy(plugin: StrategyPlugin, params: unknown): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const { id, title, run } of strategySuite) {
    try {
      const answer = await run({ plugin, params });
      findings.push({ id, title, result: answer ? 'skipped' : 'passed', reason: answer?.skipped ?? '' });
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      findings.push({ id, title, result: 'failed', reason });
    }
  }
  return findings;
}
