/** A conformance suite is data: a runner (vitest, `bot plugins check`) loops over its cases. */
export interface SuiteCase<Harness> {
  /** Stable, e.g. `EX-07`. */
  readonly id: string;
  /** What must hold, as a sentence. */
  readonly title: string;
  /** Throws where it does not hold; returns a sentence where the case does not apply and why. */
  run(harness: Harness): Promise<SuiteResult> | SuiteResult;
}

// biome-ignore lint/suspicious/noConfusingVoidType: a case that passes simply does not return
export type SuiteResult = void | undefined | { readonly skipped: string };

export type Suite<Harness> = readonly SuiteCase<Harness>[];

/** Throws `message` with both values where they differ; for suites, which have no assertion library. */
export function expectEqual<T>(actual: T, expected: T, message: string): void {
  const show = (value: unknown): string =>
    JSON.stringify(value, (_, v: unknown) => (typeof v === 'bigint' ? `${v}n` : v)) ?? String(value);
  const a = show(actual);
  const b = show(expected);
  if (a !== b) throw new Error(`${message}: expected ${b}, got ${a}`);
}

/** Throws `message` where the condition does not hold. */
export function expectTrue(condition: boolean, message: string): asserts condition {
  if (!condition) throw new Error(message);
}
