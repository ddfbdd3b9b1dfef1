import { describe, expect, it } from 'vitest';
import {
  exposureOf,
  isPriced,
  isSameMoney,
  settledToAccount,
  toAccount,
} from '../../../src/core/portfolio/conversion.ts';
import { equity, isBlind, unrealizedTotal, unvalued } from '../../../src/core/portfolio/equity.ts';
import type { Instrument } from '../../../src/sdk/index.ts';
import { INVERSE, LINEAR, SPOT } from '../../sdk/instruments.ts';
import { ask, bench, fill, usd } from '../account-rig.ts';
import { type CoreBench, cash } from '../harness.ts';

/** One bitcoin at 20,000 dollars. */
const WALLET: [string, string][] = [['USDT', '1000']];
const forget = (made: CoreBench, id: string): void => {
  made.core.markets.get(id)!.last = undefined;
};

describe('money in another currency', () => {
  it('is the same where it is the same, or both are dollars', () => {
    expect([isSameMoney('EUR', 'EUR'), isSameMoney('USD', 'USDC'), isSameMoney('EUR', 'USD')]).toEqual([
      true,
      true,
      false,
    ]);
    expect(isSameMoney('USDT', 'EUR')).toBe(false);
  });

  it('is converted at the mark of an instrument that trades it, either way round', () => {
    const made = bench([LINEAR], WALLET);
    expect(toAccount(made.core, cash('0.5'), 'BTC')).toBe(cash('10000'));
    const inBtc = bench([LINEAR], [['BTC', '1']], { currency: 'BTC' });
    expect(toAccount(inBtc.core, cash('5000'), 'USDT')).toBe(cash('0.25'));
    expect(toAccount(inBtc.core, cash('5000'), 'USDC')).toBe(cash('0.25'));
  });

  it('is unknown where nothing trades it against the account, and nothing is nothing', () => {
    const made = bench([LINEAR], WALLET);
    expect(toAccount(made.core, 1n, 'ETH')).toBeUndefined();
    expect(toAccount(made.core, 0n, 'ETH')).toBe(0n);
    // It has bitcoin as its base, and dollars have nothing to do with an account in euros.
    const euros = bench([LINEAR], [['EUR', '1']], { currency: 'EUR' });
    expect(toAccount(euros.core, 1n, 'BTC')).toBeUndefined();
    expect(toAccount(euros.core, 1n, 'USDT')).toBeUndefined();
  });

  it('takes the first instrument of the profile whose mark is known', () => {
    const made = bench([LINEAR, INVERSE], WALLET);
    made.bar(INVERSE.id, usd(30_000));
    expect(toAccount(made.core, cash('1'), 'BTC')).toBe(cash('20000'));
    forget(made, LINEAR.id);
    expect(toAccount(made.core, cash('1'), 'BTC')).toBe(cash('30000'));
    forget(made, INVERSE.id);
    expect(toAccount(made.core, cash('1'), 'BTC')).toBeUndefined();
    made.facts.instruments.delete(LINEAR.id);
    made.bar(INVERSE.id, usd(40_000));
    expect(toAccount(made.core, cash('1'), 'BTC')).toBe(cash('40000'));
  });

  it('has a price, known or not, or none', () => {
    const made = bench([LINEAR], WALLET);
    forget(made, LINEAR.id);
    expect(['USDT', 'BTC', 'ETH'].map((currency) => isPriced(made.core, currency))).toEqual([
      true,
      true,
      false,
    ]);
  });
});

describe('what settles in its base', () => {
  it('counts at the instrument’s own price, else at the mark', () => {
    const made = bench([INVERSE], WALLET);
    const one = cash('1');
    expect(settledToAccount(made.core, INVERSE, one, usd(10_000))).toBe(cash('10000'));
    expect(settledToAccount(made.core, INVERSE, one, 0)).toBe(cash('20000'));
    // A price of its own means nothing where it is no price of the coin in dollars.
    expect(settledToAccount(made.core, LINEAR, one, usd(10_000))).toBe(one);
    const inBtc = bench([INVERSE], [['BTC', '1']], { currency: 'BTC' });
    expect(settledToAccount(inBtc.core, INVERSE, one, usd(10_000))).toBe(one);
  });

  it('has its face as its size, in dollars; where those cannot be told, its value', () => {
    const made = bench([INVERSE], WALLET);
    expect(exposureOf(made.core, INVERSE, usd(10_000), 5_000)).toBe(cash('5000'));
    const inBtc = bench([INVERSE], [['BTC', '1']], { currency: 'BTC' });
    expect(exposureOf(inBtc.core, INVERSE, usd(20_000), 5_000)).toBe(cash('0.25'));
    forget(inBtc, INVERSE.id);
    expect(exposureOf(inBtc.core, INVERSE, usd(10_000), 5_000)).toBe(cash('0.5'));
    expect(exposureOf(inBtc.core, INVERSE, 0, 5_000)).toBeUndefined();
    expect(exposureOf(inBtc.core, LINEAR, usd(10_000), 5_000)).toBeUndefined();
  });
});

describe('equity of several currencies', () => {
  const held = (instrument: Instrument, wallet: [string, string][], quantity: number): CoreBench => {
    const made = bench([instrument], wallet);
    const [order] = ask(made, instrument, { quantity, stop: usd(19_000) });
    fill(made, order!, usd(20_000), ['0', instrument.settle]);
    return made;
  };

  it('counts what is not realized once, in the currency that it settles in', () => {
    const made = held(LINEAR, [['USDT', '10000']], 1_000);
    made.bar(LINEAR.id, usd(21_000));
    expect([equity(made.core), unrealizedTotal(made.core)]).toEqual([cash('11000'), cash('1000')]);
    const coin = held(INVERSE, [['BTC', '1']], 10_000);
    coin.bar(INVERSE.id, usd(25_000));
    // 10,000 / 20,000 - 10,000 / 25,000 = 0.1 BTC at 25,000.
    expect([equity(coin.core), unrealizedTotal(coin.core)]).toEqual([cash('27500'), cash('2500')]);
  });

  it('counts a position at cost while its mark is not known, and says that it is blind', () => {
    const made = held(LINEAR, [['USDT', '10000']], 1_000);
    made.bar(LINEAR.id, usd(21_000));
    expect(isBlind(made.core)).toBe(false);
    forget(made, LINEAR.id);
    expect([equity(made.core), unrealizedTotal(made.core), isBlind(made.core)]).toEqual([
      cash('10000'),
      0n,
      true,
    ]);
    // Nobody waits for a price that nobody asks for.
    made.core.markets.delete(LINEAR.id);
    expect(isBlind(made.core)).toBe(false);
  });

  it('is not blind for what is flat', () => {
    const made = held(LINEAR, [['USDT', '10000']], 1_000);
    const [close] = ask(made, LINEAR, { side: 'sell', quantity: 1_000, reduceOnly: true });
    fill(made, close!, usd(20_000), ['0', 'USDT']);
    forget(made, LINEAR.id);
    expect([isBlind(made.core), unrealizedTotal(made.core)]).toEqual([false, 0n]);
  });

  it('is blind while a currency’s price is awaited, not where nothing will ever price it', () => {
    const made = bench(
      [LINEAR],
      [
        ['USDT', '1000'],
        ['BTC', '0.1'],
        ['ETH', '5'],
        ['XRP', '0'],
      ],
    );
    expect([unvalued(made.core), isBlind(made.core)]).toEqual([['ETH'], false]);
    forget(made, LINEAR.id);
    expect([unvalued(made.core), isBlind(made.core)]).toEqual([['BTC', 'ETH'], true]);
    // A wallet that is one coin alone, and not the account's.
    const coin = bench([LINEAR], [['BTC', '0.1']]);
    expect(isBlind(coin.core)).toBe(false);
    forget(coin, LINEAR.id);
    expect([isBlind(coin.core), equity(coin.core)]).toEqual([true, 0n]);
  });

  it('counts what spot holds in the wallet, not as a position', () => {
    const made = held(SPOT, [['USDT', '10000']], 100_000);
    made.bar(SPOT.id, usd(30_000));
    expect(equity(made.core)).toBe(cash('11000'));
    expect(unrealizedTotal(made.core)).toBe(cash('1000'));
  });
});
