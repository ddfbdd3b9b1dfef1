import type { Schema } from '@botrc/sdk';
import { z } from 'zod';

export interface Options {
  readonly seconds: number;
}

export const options: Schema<Options> = z.object({
  seconds: z
    .int()
    .min(1)
    .max(60)
    .default(10)
    .describe('How long a notification stays on the screen, in seconds'),
});
