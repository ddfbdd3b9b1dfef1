import type { Endpoint } from './endpoint.ts';

/** GET /v5/market/time */
export const time: Endpoint = (_query, world) => {
  const now = world.clock.told();
  return { timeSecond: String(Math.floor(now / 1_000)), timeNano: `${now}000000` };
};
