import { BotrcError } from '../errors.ts';

/**
 * Plain state: numbers, strings, booleans, bigint, null, undefined, arrays, plain objects, typed arrays, and Map
 * and Set with primitive keys. Exactly this is what a snapshot holds; anything else is refused by its place.
 */

/**
 * Makes `target` equal to `source` without replacing what other code already points at: an array, object, typed
 * array, Map or Set that stands at the same place in both keeps its identity and gets the source's content. What
 * only the source has is copied in, what only the target has is removed, key order becomes the source's, and one
 * object that stands in two places of the source does so afterwards too. The source is not changed and shares
 * nothing with the target. What cannot be filled in place (another kind, a typed array of another length, a
 * frozen object) is replaced by a copy.
 * @throws BOTRC_STATE_NOT_PLAIN naming the place, before anything was changed; also where the roots do not match.
 */
export function restoreInto(target: object, source: object): void {
  checkPlain(source, 'state', new Set());
  if (!matches(target, source)) throw notPlain('state', 'what is restored is of another kind than the state');
  const twins = new Map<object, object>();
  pairUp(target, source, twins, new Set());
  fill(source, twins, new Set());
}

/**
 * A deep copy of plain state that shares nothing with it: a snapshot.
 * @throws BOTRC_STATE_NOT_PLAIN naming the first place that is not plain.
 */
export function copyState<T extends object>(source: T): T {
  checkPlain(source, 'state', new Set());
  return fill(source, new Map(), new Set()) as T;
}

/** A typed array of either element type; its own kind is compared where it matters. */
type TypedArray = Float64Array & { readonly constructor: new (length: number) => TypedArray };
type Bag = Record<string, unknown>;
type Container = unknown[] | TypedArray | Map<unknown, unknown> | Set<unknown> | Bag;

/** The value as what can hold state, or undefined for dates, class instances, promises and the like. */
function container(value: object): Container | undefined {
  if (Array.isArray(value) || value instanceof Map || value instanceof Set) return value;
  if (isTyped(value)) return value;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype ? (value as Bag) : undefined;
}

function isTyped(value: object): value is TypedArray {
  return ArrayBuffer.isView(value) && !(value instanceof DataView);
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

/** What a container holds besides bare elements: [key, child]. */
function entries(holder: Container): Iterable<readonly [unknown, unknown]> {
  if (isTyped(holder)) return [];
  if (Array.isArray(holder) || holder instanceof Map || holder instanceof Set) return holder.entries();
  return Object.entries(holder);
}

function checkPlain(value: unknown, path: string, seen: Set<object>): void {
  if (typeof value === 'function' || typeof value === 'symbol') throw notPlain(path, `a ${typeof value}`);
  if (!isObject(value) || seen.has(value)) return;
  seen.add(value);
  const holder = container(value);
  if (holder === undefined) throw notPlain(path, `a ${value.constructor?.name ?? 'foreign object'}`);
  for (const [key, child] of entries(holder)) {
    const place = `${path}.${String(key)}`;
    if (isObject(key) || typeof key === 'symbol') throw notPlain(path, 'a Map or Set keyed by objects');
    if (key === '__proto__') throw notPlain(place, 'a key that is no data');
    checkPlain(child, place, seen);
  }
}

/** True where `target` can be given `source`'s content in place. */
function matches(target: object, source: object): boolean {
  if (!Object.isExtensible(target)) return false;
  if (isTyped(source)) {
    return isTyped(target) && target.constructor === source.constructor && target.length === source.length;
  }
  if (source instanceof Map) return target instanceof Map;
  if (source instanceof Set) return target instanceof Set;
  if (Array.isArray(source)) return Array.isArray(target);
  return !Array.isArray(target) && !(target instanceof Map) && !(target instanceof Set) && !isTyped(target);
}

/** Notes for every object of the source which existing object of the target stands for it; each at most once. */
function pairUp(target: object, source: object, twins: Map<object, object>, taken: Set<object>): void {
  if (twins.has(source) || taken.has(target)) return;
  twins.set(source, target);
  taken.add(target);
  for (const [key, child] of entries(source as Container)) {
    if (!isObject(child)) continue;
    const other = target instanceof Map ? target.get(key) : (target as Bag)[key as string];
    if (isObject(other) && matches(other, child)) pairUp(other, child, twins, taken);
  }
}

/** Gives the source's content to its twin, made here where there is none, and returns the twin. */
function fill(source: object, twins: Map<object, object>, done: Set<object>): object {
  const target = twins.get(source) ?? emptyLike(source);
  if (done.has(source)) return target;
  twins.set(source, target);
  done.add(source);
  const twin = (child: unknown): unknown => (isObject(child) ? fill(child, twins, done) : child);
  if (isTyped(source)) (target as TypedArray).set(source);
  else if (source instanceof Map) {
    const content = [...source].map(([key, child]) => [key, twin(child)] as const);
    (target as Map<unknown, unknown>).clear();
    for (const [key, child] of content) (target as Map<unknown, unknown>).set(key, child);
  } else if (source instanceof Set) {
    (target as Set<unknown>).clear();
    for (const item of source) (target as Set<unknown>).add(item);
  } else if (Array.isArray(source)) {
    (target as unknown[]).length = source.length;
    for (let i = 0; i < source.length; i++) (target as unknown[])[i] = twin(source[i]);
  } else fillRecord(target as Bag, source as Bag, twin);
  return target;
}

function fillRecord(target: Bag, source: Bag, twin: (child: unknown) => unknown): void {
  const keys = Object.keys(source);
  const present = Object.keys(target);
  // Deleting makes an object slow to read, so it happens only where the keys or their order differ.
  if (keys.length !== present.length || keys.some((key, i) => key !== present[i])) {
    for (const key of present) delete target[key];
  }
  for (const key of keys) target[key] = twin(source[key]);
}

function emptyLike(source: object): object {
  if (isTyped(source)) return new source.constructor(source.length);
  if (source instanceof Map) return new Map();
  if (source instanceof Set) return new Set();
  return Array.isArray(source) ? [] : {};
}

function notPlain(where: string, found: string): BotrcError {
  return new BotrcError('BOTRC_STATE_NOT_PLAIN', 'state must be plain data, so that a snapshot can hold it', {
    found,
    where,
    mend: 'Keep only numbers, strings, booleans, null, arrays, plain objects, typed arrays, Map and Set in state.',
  });
}
