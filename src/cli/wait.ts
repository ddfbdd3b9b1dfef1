/** The longest wait of one timer: a longer one would fire at once. */
const MAX_TIMER_MS = 2 ** 31 - 1;

/** Calls `then` after `ms`, however long. Returns the off switch. */
export function after(ms: number, then: () => void): () => void {
  let timer: NodeJS.Timeout;
  const arm = (left: number): void => {
    const step = Math.min(left, MAX_TIMER_MS);
    timer = setTimeout(() => (left > step ? arm(left - step) : then()), step);
  };
  arm(ms);
  return () => clearTimeout(timer);
}
