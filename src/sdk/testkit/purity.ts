/** What a strategy or a risk rule has no business with: time, chance, and everything that happens later or elsewhere. */
const AMBIENT = [
  'performance',
  'crypto',
  'fetch',
  'WebSocket',
  'setTimeout',
  'setInterval',
  'setImmediate',
  'queueMicrotask',
  'process',
] as const;

/**
 * Runs `fn` in a world where `Date.now()`, `new Date()`, `Math.random()`, timers, the network and `process` throw
 * on first touch, then puts the world back. `fn` must be synchronous, so nobody else can meet the emptied world.
 * A module that keeps a copy of such a function from before is not found out here but by the comparisons of runs.
 * @throws what `fn` throws, and an error that names what was touched.
 */
export function withoutAmbient<T>(fn: () => T): T {
  // biome-ignore lint/style/noRestrictedGlobals: the one place that takes these things away must reach them
  const world = globalThis as unknown as Record<string, unknown>;
  const date = timelessDate(world.Date as object);
  const takings: [owner: object, name: string, get: () => unknown][] = [
    [world, 'Date', () => date],
    [Math, 'random', refuse('Math.random')],
    ...AMBIENT.filter((name) => Object.hasOwn(world, name)).map((name): [object, string, () => never] => [
      world,
      name,
      refuse(name),
    ]),
  ];
  const found = takings.map(([owner, name]) => Object.getOwnPropertyDescriptor(owner, name));
  try {
    for (const [owner, name, get] of takings) Object.defineProperty(owner, name, { configurable: true, get });
    return fn();
  } finally {
    for (const [i, [owner, name]] of takings.entries()) {
      Object.defineProperty(owner, name, found[i] as PropertyDescriptor);
    }
  }
}

function refuse(name: string): () => never {
  return () => {
    throw new Error(`the plugin touched ${name}: everything it may know comes with what it is asked`);
  };
}

/** Date for known times only. */
function timelessDate(date: object): object {
  return new Proxy(date as new (...known: unknown[]) => object, {
    apply: refuse('Date()'),
    construct: (target, args: unknown[]) =>
      args.length === 0 ? refuse('new Date()')() : new target(...args),
    get: (target, key) =>
      key === 'now' ? refuse('Date.now') : (target as unknown as Record<PropertyKey, unknown>)[key],
  });
}
