import fc from 'fast-check';
import { expect } from 'vitest';
import { bookFee, bookFill } from '../../src/core/portfolio/booking.ts';
import { createPosition, type Position } from '../../src/core/portfolio/position.ts';
import type { Cash, Instrument, Leg } from '../../src/sdk/index.ts';
import { baseAmount, initialMargin, maintenanceMargin, pnlAt, valueAt } from '../../src/sdk/index.ts';
import { maintenanceRequired, nextDueMs, onMarket, venueEquity } from '../../src/sim/index.ts';
import { births, deeds, Life } from './life.ts';

/** What holds in every life of a venue. Each takes how many lives are tried; the seed is fixed. */

const SEED = 5;

/** Cash and contracts of all accounts together, the venue's own included, never change: they are only moved. */
export function conserves(numRuns: number): void {
  fc.assert(
    fc.property(births, deeds, (birth, deeds) => {
      const life = new Life(birth);
      const total = (currency: string): Cash => {
        const { cash, house } = life.books;
        const purses = [cash, house.fees, house.counterparty, house.insurance];
        return purses.reduce((all, purse) => all + (purse[currency] ?? 0n), 0n);
      };
      const before = { USDT: total('USDT'), BTC: total('BTC') };
      for (const deed of deeds) {
        life.step(deed);
        const contracts = life.legs.reduce((all, [, { quantity }]) => all + quantity, 0);
        // Spot moves its base as cash: fees in it leave no contracts that are the other side's.
        const isSpot = birth.instrument.kind === 'spot';
        const theirs = isSpot ? -contracts : (life.books.instruments[birth.instrument.id]?.counterparty ?? 0);
        // A million comparisons: the slow, telling one only where it has something to tell.
        if (total('USDT') === before.USDT && total('BTC') === before.BTC && contracts + theirs === 0)
          continue;
        expect({ USDT: total('USDT'), BTC: total('BTC'), contracts: contracts + theirs }).toEqual({
          ...before,
          contracts: 0,
        });
      }
      for (const purse of Object.values(life.books.house.insurance)) expect(purse >= 0n).toBe(true);
    }),
    { numRuns, seed: SEED },
  );
}

/** The wallet is its opening with all that fills and fundings say, and what is held is held at its cost. */
export function keepsBooks(numRuns: number): void {
  fc.assert(
    fc.property(births, deeds, (birth, deeds) => {
      const { instrument } = birth;
      const { settle, base, kind } = instrument;
      const isSpot = kind === 'spot';
      const life = new Life(birth);
      const opening = birth.config.cash?.[base] ?? 0n;
      let cash = birth.config.cash?.[settle] ?? 0n;
      const held = new Map<Leg, Cash>();
      for (const deed of deeds) {
        for (const output of life.step(deed)) {
          if (output.type === 'funding') cash += output.amount;
          if (output.type !== 'fill') continue;
          const leg = output.leg ?? life.requests.get(output.clientOrderId)?.leg ?? 'net';
          const change = output.side === 'buy' ? output.quantity : -output.quantity;
          const feeInBase = output.feeCurrency === settle ? 0n : output.fee;
          cash -= valueAt(instrument, output.price, change) * direction(instrument) + output.fee - feeInBase;
          held.set(leg, (held.get(leg) ?? 0n) + baseAmount(instrument, change) - feeInBase);
        }
        for (const [leg, { quantity, cost, remnant = 0n }] of life.legs) {
          expect(baseAmount(instrument, quantity) + remnant).toBe(held.get(leg) ?? 0n);
          expect(quantity === 0 && remnant === 0n).toBe(cost === 0n);
          expect(remnant >= 0n && remnant < baseAmount(instrument, instrument.lot)).toBe(true);
        }
        const invested = life.legs.reduce(
          (all, [, { quantity, cost }]) => all + (quantity < 0 ? -cost : cost),
          0n,
        );
        // What spot has paid for is in the wallet of the other currency.
        const bound = isSpot ? 0n : invested * direction(instrument);
        expect(life.books.cash[settle]).toBe(cash + bound);
        if (isSpot) expect(life.books.cash[base]).toBe(opening + (held.get('net') ?? 0n));
      }
    }),
    { numRuns, seed: SEED },
  );
}

/** An inverse contract is paid for by selling its value. */
function direction({ kind }: Instrument): bigint {
  return kind === 'inverse' ? -1n : 1n;
}

/** The core, told only of the fills, books the same position to the last unit: one ledger on both sides of the line. */
export function agreesWithCore(numRuns: number): void {
  fc.assert(
    fc.property(births, deeds, (birth, deeds) => {
      const { instrument } = birth;
      const life = new Life(birth);
      const ledger = new Map<Leg, Position>();
      for (const deed of deeds)
        for (const output of life.step(deed)) {
          if (output.type !== 'fill') continue;
          const leg = output.leg ?? life.requests.get(output.clientOrderId)?.leg ?? 'net';
          const key = { account: 'main', instrument: instrument.id, leg, owner: 'test' };
          const position = ledger.get(leg) ?? createPosition(key);
          ledger.set(leg, position);
          const { side, price, quantity, time } = output;
          bookFill(position, instrument, side, price, quantity, time);
          bookFee(position, instrument, output);
        }
      const opening = birth.config.cash?.[instrument.settle] ?? 0n;
      const { cash, recentExecutions } = life.books;
      let gained = 0n;
      for (const [leg, position] of ledger) {
        const { quantity, cost, remnant } = life.held(leg);
        expect({ quantity: position.quantity, cost: position.cost, remnant: position.remnant }).toEqual({
          quantity,
          cost: quantity < 0 ? -cost : cost,
          remnant,
        });
        gained += position.realized - position.fees;
        if (instrument.kind === 'spot') gained -= position.cost;
      }
      for (const execution of recentExecutions) if (execution.type === 'funding') gained += execution.amount;
      expect(cash[instrument.settle]).toBe(opening + gained);
    }),
    { numRuns, seed: SEED },
  );
}

/** Once the mark is told again, nothing is held that does not keep its maintenance margin: no short cut misses one. */
export function keepsMargin(numRuns: number): void {
  fc.assert(
    fc.property(births, deeds, (birth, deeds) => {
      const { instrument, config } = birth;
      const life = new Life(birth);
      const { venue } = life;
      for (const deed of deeds) {
        life.step(deed);
        const { mark, last = 1000 } = venue.market[instrument.id] ?? {};
        const price = mark ?? last;
        onMarket(
          venue,
          { type: 'ticker', instrument: instrument.id, time: life.nowMs, mark: price },
          life.nowMs,
        );
        if (instrument.kind === 'spot') continue;
        const held = life.legs.filter(([, { quantity }]) => quantity !== 0);
        if (held.length === 0) continue;
        if (config.marginMode === 'cross') {
          expect(venueEquity(venue, instrument.settle)).toBeGreaterThan(
            maintenanceRequired(venue, instrument.settle),
          );
          continue;
        }
        const { leverage } = life.books.instruments[instrument.id]!;
        for (const [, { quantity, cost }] of held) {
          const gained = pnlAt(instrument, { quantity, cost: quantity < 0 ? -cost : cost }, price);
          const kept = maintenanceMargin(instrument, valueAt(instrument, price, quantity));
          expect(initialMargin(instrument, cost, leverage) + gained).toBeGreaterThan(kept);
        }
      }
    }),
    { numRuns, seed: SEED },
  );
}

/** Updates count up, end once, and agree with the fills; fills keep to the order's limit, lot and reduce-only. */
export function tellsOnePiece(numRuns: number): void {
  fc.assert(
    fc.property(births, deeds, (birth, deeds) => {
      const { lot, kind } = birth.instrument;
      const life = new Life(birth);
      const told = new Map<string, { version: number; final: boolean }>();
      const fillIds = new Set<string>();
      const filled = new Map<string, number>();
      const held = new Map<Leg, number>();
      for (const deed of deeds) {
        for (const output of life.step(deed)) {
          if (output.type === 'fill') {
            const request = life.requests.get(output.clientOrderId);
            const leg = output.leg ?? request?.leg ?? 'net';
            expect(fillIds.has(output.fillId)).toBe(false);
            expect((request === undefined) === (output.cause !== undefined)).toBe(true);
            fillIds.add(output.fillId);
            filled.set(output.clientOrderId, (filled.get(output.clientOrderId) ?? 0) + output.quantity);
            expect(output.quantity).toBeGreaterThan(0);
            expect(output.quantity % lot).toBe(0);
            if (request?.price !== undefined) {
              const worse =
                output.side === 'buy' ? output.price > request.price : output.price < request.price;
              expect(worse).toBe(false);
            }
            const before = held.get(leg) ?? 0;
            const after = before + (output.side === 'buy' ? output.quantity : -output.quantity);
            if (request === undefined || request.reduceOnly)
              expect(Math.abs(after)).toBe(Math.abs(before) - output.quantity);
            if (leg === 'long' || kind === 'spot') expect(after).toBeGreaterThanOrEqual(0);
            if (leg === 'short') expect(after).toBeLessThanOrEqual(0);
            held.set(leg, after);
          }
          if (output.type === 'order') {
            const before = told.get(output.clientOrderId) ?? { version: 0, final: false };
            expect(before.final).toBe(false);
            expect(output.version).toBe(before.version + 1);
            expect(output.filled).toBe(filled.get(output.clientOrderId) ?? 0);
            told.set(output.clientOrderId, { version: output.version, final: output.status !== 'working' });
          }
        }
        expect(nextDueMs(life.venue) ?? Number.POSITIVE_INFINITY).toBeGreaterThan(life.nowMs);
      }
      const open =
        life.books.instruments[birth.instrument.id]?.orders.map((o) => o.request.clientOrderId) ?? [];
      for (const id of life.requests.keys()) {
        const last = told.get(id);
        if (last !== undefined) expect(last.final).toBe(!open.includes(id));
      }
    }),
    { numRuns, seed: SEED },
  );
}

/** A copy made at any moment lives the same life: all of it is in the record, chance included. */
export function canBeCopied(numRuns: number): void {
  fc.assert(
    fc.property(births, deeds, fc.nat(60), (birth, deeds, at) => {
      const life = new Life(birth);
      const twin = new Life(birth);
      for (const [i, deed] of deeds.entries()) {
        if (i === at) twin.venue = structuredClone(life.venue);
        const [its, mine] = [twin.step(deed), life.step(deed)];
        if (its.length + mine.length > 0) expect(its).toEqual(mine);
      }
      expect(twin.books).toEqual(life.books);
    }),
    { numRuns, seed: SEED },
  );
}
