/** Ms that only go forward, whatever is done to the machine's time: for measuring how long something took. */
export function monotonicMs(): number {
  return performance.now();
}
