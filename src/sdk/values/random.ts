/**
 * A seeded generator whose whole state is one plain record, so that it can live in a snapshot.
 * xoshiro128** 1.1 (Blackman and Vigna, https://prng.di.unimi.it/xoshiro128starstar.c), seeded by splitmix32.
 */
export interface Random {
  a: number;
  b: number;
  c: number;
  d: number;
}

/** A generator from any text or number; equal seeds give equal streams. */
export function seedRandom(seed: string | number): Random {
  const text = String(seed);
  let h = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
  const next = (): number => {
    h = (h + 0x9e3779b9) | 0;
    let t = h ^ (h >>> 16);
    t = Math.imul(t, 0x21f0aaad);
    t ^= t >>> 15;
    t = Math.imul(t, 0x735a2d97);
    return t ^ (t >>> 15);
  };
  return { a: next(), b: next(), c: next(), d: next() | 1 };
}

/** The next integer in [0, 2^32). */
export function nextUint(random: Random): number {
  const r = Math.imul(random.b, 5);
  const result = Math.imul((r << 7) | (r >>> 25), 9);
  const t = random.b << 9;
  random.c ^= random.a;
  random.d ^= random.b;
  random.b ^= random.c;
  random.a ^= random.d;
  random.c ^= t;
  random.d = (random.d << 11) | (random.d >>> 21);
  return result >>> 0;
}

/** The next float in [0, 1), 32 bits fine. */
export function nextFloat(random: Random): number {
  return nextUint(random) / 4294967296;
}

/** A standard normal deviate (Marsaglia polar method; the second deviate is discarded to keep no hidden state). */
export function nextNormal(random: Random): number {
  for (;;) {
    const u = nextFloat(random) * 2 - 1;
    const v = nextFloat(random) * 2 - 1;
    const s = u * u + v * v;
    if (s > 0 && s < 1) return u * Math.sqrt((-2 * Math.log(s)) / s);
  }
}
