import { readFile } from 'node:fs/promises';
import { BotrcError, type Ms } from '@botrc/sdk';
import { z } from 'zod';
import { wallMs } from '../wall.ts';
import type { Fault, FaultSource } from './faults.ts';
import { type Happening, happening } from './happenings.ts';

const fault = z.discriminatedUnion('do', [
  z.strictObject({ do: z.literal('delay'), ms: z.int().min(1).max(600_000) }),
  z.strictObject({ do: z.enum(['status', 'status-after']), status: z.int().min(400).max(599) }),
  z.strictObject({ do: z.enum(['code', 'code-after']), code: z.int() }),
  z.strictObject({
    do: z.enum(['drop', 'drop-after', 'no-answer', 'duplicate', 'reorder', 'skip', 'torn', 'stall', 'mute']),
  }),
]);

const script = z.strictObject({
  faults: z
    .array(
      z.strictObject({
        at: z.enum(['rest', 'trade', 'account', 'market']),
        /** Begin of the path, operation or topic; absent: of anything there. */
        of: z.string().default(''),
        /** The first time it strikes, counted from 1 among those that it is about. */
        nth: z.int().min(1).default(1),
        /** How often it strikes, one after the other. */
        times: z.int().min(1).max(1_000_000).default(1),
        /** By the wall's clock since the sandbox began: earlier ones are not counted. */
        afterMs: z.int().min(0).default(0),
        /** It does not strike for longer than that. Absent: for ever. */
        forMs: z.int().min(1).optional(),
        fault,
      }),
    )
    .max(1_000)
    .default([]),
  happenings: z
    .array(z.strictObject({ afterMs: z.int().min(0).max(86_400_000), happening }))
    .max(1_000)
    .default([]),
});

/** What the venue does by itself, and when: ms of the wall since the sandbox began. */
export type Planned = { readonly afterMs: number; readonly happening: Happening };

/** @throws BOTRC_SANDBOX_FAULTS naming what is wrong with the script */
export function scriptedHappenings(text: string): readonly Planned[] {
  return read(text).happenings;
}

/**
 * A script of faults, as `--faults FILE` gives it: see the README for its form.
 * @param now the wall's clock
 * @throws BOTRC_SANDBOX_FAULTS naming what is wrong with it
 */
export function scriptedFaults(text: string, now: () => Ms = wallMs): FaultSource {
  const beganMs = now();
  const rules = read(text).faults.map((rule) => ({ ...rule, seen: 0 }));
  return (place, of) => {
    let struck: Fault | undefined;
    const ageMs = now() - beganMs;
    for (const rule of rules) {
      if (rule.at !== place || !of.startsWith(rule.of) || ageMs < rule.afterMs) continue;
      if (rule.forMs !== undefined && ageMs >= rule.afterMs + rule.forMs) continue;
      rule.seen++;
      if (rule.seen >= rule.nth && rule.seen < rule.nth + rule.times) struck ??= rule.fault;
    }
    return struck;
  };
}

/** @throws BOTRC_SANDBOX_FAULTS where the file cannot be read */
export async function readScript(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw unusable(`${file} cannot be read`, error);
  }
}

function read(text: string): z.infer<typeof script> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw unusable('it is no JSON', error);
  }
  const result = script.safeParse(value);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw unusable(`${issue?.path.join('.') || 'the whole'}: ${issue?.message ?? 'unusable'}`);
}

function unusable(found: string, cause?: unknown): BotrcError {
  const mend = 'Write {"faults":[{"at":"trade","of":"order.create","nth":3,"fault":{"do":"no-answer"}}]}.';
  return new BotrcError(
    'BOTRC_SANDBOX_FAULTS',
    'the script of faults cannot be used',
    { found, mend },
    cause,
  );
}
