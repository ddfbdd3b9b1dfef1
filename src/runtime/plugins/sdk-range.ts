/**
 * True where a version lies in a semver range as plugins write it: `1.2.3`, `^1.2`, `~1.2.3`, `1.x`, `*`, `>=1.2 <2`,
 * alternatives with `||`. Pre-release and build parts are not compared. Undefined where the range is none of these.
 */
export function inRange(version: string, range: string): boolean | undefined {
  const numbers = parts(version)?.numbers;
  if (numbers === undefined || numbers.length !== 3) return undefined;
  let inside = false;
  for (const alternative of range.split('||')) {
    const comparators = alternative
      .trim()
      .replace(/([<>=^~])\s+/g, '$1')
      .split(/\s+/);
    const answers = comparators.map((comparator) => satisfies(numbers, comparator));
    if (answers.includes(undefined)) return undefined;
    inside ||= answers.every((answer) => answer === true);
  }
  return inside;
}

function satisfies(version: readonly number[], comparator: string): boolean | undefined {
  const wanted = parts(comparator);
  if (wanted === undefined) return undefined;
  const { operator, numbers } = wanted;
  const lower = [...numbers, 0, 0, 0].slice(0, 3);
  const atLeast = compare(version, lower) >= 0;
  // The first version past everything that the written numbers cover: 1.2 covers 1.2.0 up to, not including, 1.3.0.
  const past = numbers.length === 0 ? [Number.POSITIVE_INFINITY] : raised(numbers, numbers.length - 1);
  const below = (limit: readonly number[]): boolean => compare(version, limit) < 0;
  switch (operator) {
    case '>=':
      return atLeast;
    case '>':
      return !below(past);
    case '<':
      return !atLeast;
    case '<=':
      return below(past);
    case '~':
      return atLeast && below(numbers.length < 2 ? past : raised(numbers, 1));
    case '^': {
      const first = numbers.findIndex((n) => n > 0);
      return atLeast && below(first === -1 ? past : raised(numbers, first));
    }
    default:
      return atLeast && below(past);
  }
}

function parts(text: string): { readonly operator: string; readonly numbers: readonly number[] } | undefined {
  const match =
    /^(\^|~|>=|<=|>|<|=)?v?(\d+|[xX*])(?:\.(\d+|[xX*]))?(?:\.(\d+|[xX*]))?(?:[-+][\w.+-]+)?$/.exec(text);
  if (match === null) return undefined;
  const written = match.slice(2, 5).filter((part) => part !== undefined);
  const wild = written.findIndex((part) => !/^\d+$/.test(part));
  const numbers = (wild === -1 ? written : written.slice(0, wild)).map(Number);
  return { operator: match[1] ?? '=', numbers };
}

/** The numbers up to an index, that one raised by one: (1.2.3, 1) → 1.3. */
function raised(numbers: readonly number[], index: number): number[] {
  return [...numbers.slice(0, index), numbers[index]! + 1];
}

function compare(a: readonly number[], b: readonly number[]): number {
  for (let i = 0; i < 3; i++) {
    const difference = (a[i] ?? 0) - (b[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
