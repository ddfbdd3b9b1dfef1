/** Source of a strategy that imports what an author outside the repository would. */
export function strategyText(extra = '', params = 'z.object({ fast: z.int().min(1).default(9) })'): string {
  return `
import { defineStrategy } from '@botrc/sdk';
import { z } from 'zod';
export default defineStrategy({
  name: 'mine', version: '1.2.3', params: ${params},
  subscribe: (_, { instruments }) => instruments.map(({ id }) => ({ stream: 'trade', instrument: id })),
  warmup: () => ({ '1m': 5 }),
  create: () => ({ state: {} }),
  ${extra}
});
`;
}

/** Source of an exchange with one secret option. */
export const EXCHANGE_TEXT = `
import { defineExchange } from '@botrc/sdk';
import { z } from 'zod';
export default defineExchange({
  name: 'venue', version: '1.0.0',
  options: z.object({ key: z.string().min(4).optional(), speed: z.number().default(1), auth: z.object({ pin: z.string() }).optional() }),
  permissions: { secrets: ['key', 'auth.pin'] },
  create: () => ({}),
});
`;
