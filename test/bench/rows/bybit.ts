import { bookFile } from '../data.ts';
import { median } from '../median.ts';
import { measure } from '../program.ts';
import type { Row } from '../row.ts';

/** D-5 asks for so many messages a second. */
const PER_SECOND = 10_000;
const ORDERS = 2_000;

/** The Bybit plugin over real sockets: what a busy market costs, and how long an order takes to the socket. */
export const bybit: Row = {
  name: 'bybit',
  async run(bench) {
    const file = await bookFile(bench.reference);
    const shares: number[] = [];
    const rates: number[] = [];
    const orders: { readonly p50: number; readonly p99: number }[] = [];
    for (let i = 0; i < bench.runs; i++) {
      const mixed = await measure<{ messages: number; ms: number; cpuMs: number }>('bybit/measure.ts', [
        file,
        PER_SECOND,
      ]);
      // To the pace that was asked for, where the machine did not quite keep it.
      shares.push((mixed.cpuMs / mixed.messages) * (PER_SECOND / 1_000) * 100);
      rates.push((mixed.messages / mixed.ms) * 1_000);
      orders.push(await measure('bybit/order.ts', [ORDERS]));
    }
    return [
      { name: 'bybit.mixed-cpu', value: median(shares), unit: '%core' },
      { name: 'bybit.mixed-rate', value: median(rates), unit: 'messages/s' },
      { name: 'bybit.order-p50', value: median(orders.map(({ p50 }) => p50)), unit: 'us' },
      { name: 'bybit.order-p99', value: median(orders.map(({ p99 }) => p99)), unit: 'us' },
    ];
  },
};
