/** [price, size], integers at the instrument's scales; in a change, size 0 deletes. */
export type Level = readonly [price: number, size: number];

/** Changed levels, each side best first, as Bybit orders them. */
export interface BookChanges {
  readonly bids: readonly Level[];
  readonly asks: readonly Level[];
}

/** 1 for bids (the highest price is best), -1 for asks. */
export type Direction = 1 | -1;

/** Applies changes to levels that are sorted best first, in place. */
export function applyLevels(levels: Level[], changes: readonly Level[], direction: Direction): void {
  for (const change of changes) {
    const at = position(levels, change[0], direction);
    const found = levels[at]?.[0] === change[0];
    if (change[1] === 0) {
      if (found) levels.splice(at, 1);
    } else levels.splice(at, found ? 1 : 0, change);
  }
}

/** Index of the price, or of the place where it belongs. */
function position(levels: readonly Level[], price: number, direction: Direction): number {
  let low = 0;
  let high = levels.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((levels[middle]![0] - price) * direction > 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The changes that turn `before` into `after`, both sorted best first; so is the result. */
export function diffLevels(before: readonly Level[], after: readonly Level[], direction: Direction): Level[] {
  const changes: Level[] = [];
  let b = 0;
  let a = 0;
  while (b < before.length || a < after.length) {
    const old = before[b];
    const now = after[a];
    const order = old === undefined ? 1 : now === undefined ? -1 : (now[0] - old[0]) * direction;
    if (order === 0) {
      if (old![1] !== now![1]) changes.push(now!);
      b++;
      a++;
    } else if (order > 0) {
      changes.push(now!);
      a++;
    } else {
      changes.push([old![0], 0]);
      b++;
    }
  }
  return changes;
}
