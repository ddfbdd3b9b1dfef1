import { describe, expect, it } from 'vitest';
import type { CoreConfig } from '../../src/core/config.ts';
import { equity, isBlind, unvalued } from '../../src/core/portfolio/equity.ts';
import { freeCash, liquidationOf } from '../../src/core/portfolio/margin.ts';
import { type Fill, type Instrument, rateFromFraction } from '../../src/sdk/index.ts';
import { INVERSE, LINEAR, SPOT } from '../sdk/instruments.ts';
import { ask, bench, fill, positionOf, SIZING, usd } from './account-rig.ts';
import { type CoreBench, cash } from './harness.ts';

describe('spot', () => {
  it('spends the quote for the base, pays its fee from the base, and keeps what is no whole lot apart', () => {
    const made = bench([{ ...SPOT, lot: 1000 }], [['USDT', '10000']]);
    const [order] = ask(made, SPOT, { quantity: 100_000, stop: usd(19_000) });
    // 0.1 BTC at 20,000; 0.1 % of it is taken: 0.0999 BTC are held, of which 0.099 can be sold in lots of 0.001.
    fill(made, order!, usd(20_000), ['0.0001', 'BTC']);
    expect(Object.fromEntries(made.facts.cash)).toEqual({ USDT: cash('8000'), BTC: cash('0.0999') });
    expect(positionOf(made.facts)).toMatchObject({
      quantity: 99_000,
      remnant: cash('0.0009'),
      cost: cash('1998'),
      fees: cash('2'),
    });
    expect(equity(made.core)).toBe(cash('9998'));
    made.bar(SPOT.id, usd(21_000));
    expect(equity(made.core)).toBe(cash('10097.9'));
  });

  it('is flat once what can be sold is sold; the remnant stays in the wallet and in equity', () => {
    const made = bench([{ ...SPOT, lot: 1000 }], [['USDT', '10000']]);
    const [order] = ask(made, SPOT, { quantity: 100_000, stop: usd(19_000) });
    fill(made, order!, usd(20_000), ['0.0001', 'BTC']);
    const [sale] = ask(made, SPOT, { side: 'sell', quantity: 99_000, reduceOnly: true });
    fill(made, sale!, usd(22_000), ['2.178', 'USDT']);
    const position = positionOf(made.facts);
    expect([position.quantity, position.remnant, position.cost]).toEqual([0, cash('0.0009'), cash('18')]);
    expect(position.realized).toBe(cash('198'));
    expect(position.fees).toBe(cash('4.178'));
    expect(Object.fromEntries(made.facts.cash)).toEqual({ USDT: cash('10175.822'), BTC: cash('0.0009') });
  });

  it('is never sold short and binds no margin: it is bought with cash, not with leverage', () => {
    const made = bench([SPOT], [['USDT', '1000']], { sizing: { ...SIZING, minFree: 0n } });
    expect(ask(made, SPOT, { side: 'sell', quantity: 1000 })).toEqual([]);
    expect(made.refused.at(-1)?.rule).toBe('position-mode');
    // 0.1 BTC costs 2,000: 0.05 can be paid.
    const [order] = ask(made, SPOT, { quantity: 100_000, stop: usd(19_000) });
    expect(order?.quantity).toBe(50_000);
    fill(made, order!, usd(20_000), ['0', 'USDT']);
    expect(freeCash(made.core, 'USDT')).toBe(0n);
    expect(liquidationOf(made.core, positionOf(made.facts))).toBeUndefined();
  });
});

describe('an inverse contract in an account of dollars', () => {
  it('gains bitcoin, counted at its own mark', () => {
    const made = bench(
      [INVERSE],
      [
        ['USDT', '1000'],
        ['BTC', '0.5'],
      ],
    );
    expect(equity(made.core)).toBe(cash('11000'));
    const [order] = ask(made, INVERSE, { quantity: 10_000, stop: usd(19_000) });
    fill(made, order!, usd(20_000), ['0.000275', 'BTC']);
    made.bar(INVERSE.id, usd(25_000));
    // 10,000 x (1/20,000 - 1/25,000) = 0.1 BTC; 0.599725 BTC at 25,000 and 1,000 USDT.
    expect(equity(made.core)).toBe(cash('15993.125'));
  });

  it('binds its margin in bitcoin, and is limited by its face value in dollars', () => {
    const made = bench(
      [INVERSE],
      [
        ['USDT', '100000'],
        ['BTC', '0.1'],
      ],
    );
    // 0.1 BTC x 10 times x 20,000 = 20,000 dollars of contracts, whatever there is in USDT.
    const [order] = ask(made, INVERSE, { quantity: 45_000, stop: usd(19_000) });
    expect(order?.quantity).toBe(20_000);
    const large = bench([INVERSE], [['BTC', '10']]);
    expect(ask(large, INVERSE, { quantity: 60_000, stop: usd(19_000) })[0]?.quantity).toBe(50_000);
  });

  it('is not counted while bitcoin has no price, and that is said', () => {
    const made = bench(
      [LINEAR],
      [
        ['USDT', '1000'],
        ['ETH', '3'],
      ],
    );
    expect(equity(made.core)).toBe(cash('1000'));
    expect(unvalued(made.core)).toEqual(['ETH']);
  });
});

describe('a coin that is pegged to the dollar', () => {
  const wallet: [string, string][] = [
    ['USDT', '1000'],
    ['USDC', '500'],
  ];
  /** USDC in USDT, at two decimals of price. */
  const PEG: Instrument = { ...SPOT, id: 'USDCUSDT', base: 'USDC' };
  const peg = rateFromFraction;

  it('counts one for one where nothing says otherwise', () => {
    expect(equity(bench([LINEAR], wallet).core)).toBe(cash('1500'));
  });

  it('counts at what the profile says that it is worth', () => {
    expect(equity(bench([LINEAR], wallet, { pegs: { USDC: peg(0.9) } }).core)).toBe(cash('1450'));
    expect(equity(bench([LINEAR], wallet, { pegs: { USDT: peg(0.8) } }).core)).toBe(cash('1625'));
    const both = { USDC: peg(0.9), USDT: peg(0.9) };
    expect(equity(bench([LINEAR], wallet, { pegs: both }).core)).toBe(cash('1500'));
  });

  it('counts at the mark of an instrument that trades just the two, and not before it has one', () => {
    const made = bench([LINEAR, PEG], wallet, { pegs: { USDC: peg(0.5) } });
    made.bar(PEG.id, 88);
    expect(equity(made.core)).toBe(cash('1440'));
    made.core.markets.get(PEG.id)!.last = undefined;
    expect(equity(made.core)).toBe(cash('1000'));
    expect(unvalued(made.core)).toEqual(['USDC']);
    expect(isBlind(made.core)).toBe(true);
    // The other way round: an account in USDC that holds USDT.
    const turned = bench([PEG], wallet, { currency: 'USDC' });
    turned.bar(PEG.id, 80);
    expect(equity(turned.core)).toBe(cash('1750'));
  });

  it('stands between a price in it and the account', () => {
    // Bitcoin is priced in dollars, the account is in USDT, of which a dollar buys 1.25.
    const coins: [string, string][] = [['BTC', '0.1']];
    expect(equity(bench([INVERSE], coins, { pegs: { USDT: peg(0.8) } }).core)).toBe(cash('2500'));
    const inBtc = bench([INVERSE], [['USDT', '2000']], { currency: 'BTC', pegs: { USDT: peg(0.8) } });
    expect(equity(inBtc.core)).toBe(cash('0.08'));
  });
});

describe('the margin that stands behind a position', () => {
  const wallet: [string, string][] = [['USDT', '10000']];
  const long = (more: Partial<CoreConfig>): CoreBench => {
    const made = bench([LINEAR], wallet, more);
    const [order] = ask(made, LINEAR, { quantity: 1000, stop: usd(19_000) });
    fill(made, order!, usd(20_000), ['11', 'USDT']);
    return made;
  };

  it('is its own alone in isolated mode', () => {
    const made = long({ marginMode: 'isolated' });
    // 20,000 / 10 = 2,000 behind it: (20,000 - 2,000) / 0.995 = 18,090.4522…
    expect(liquidationOf(made.core, positionOf(made.facts))).toBe(1_809_046);
    made.bar(LINEAR.id, usd(19_500));
    // What it loses is its own margin's matter: 10,000 - 11 - 2,000.
    expect(freeCash(made.core)).toBe(cash('7989'));
  });

  it('is the whole wallet in cross mode', () => {
    const made = long({ marginMode: 'cross' });
    // (20,000 - 9,989) / 0.995 = 10,061.3065…
    expect(liquidationOf(made.core, positionOf(made.facts))).toBe(1_006_131);
    made.bar(LINEAR.id, usd(19_500));
    // 9,989 - 500 of loss - 1,950 bound at the mark.
    expect(freeCash(made.core)).toBe(cash('7539'));
  });
});

describe('what the venue closes by itself', () => {
  it('is booked into the position that it closed, once, and told', () => {
    const made = bench([LINEAR], [['USDT', '10000']]);
    const [order] = ask(made, LINEAR, { quantity: 1000, stop: usd(19_000) });
    fill(made, order!, usd(20_000), ['11', 'USDT']);
    const forced: Fill = {
      type: 'fill',
      fillId: 'l1',
      clientOrderId: 'sim-l9',
      instrument: LINEAR.id,
      side: 'sell',
      price: usd(15_000),
      quantity: 400,
      fee: cash('3.3'),
      feeCurrency: 'USDT',
      liquidity: 'taker',
      time: made.now,
      cause: 'liquidation',
      leg: 'net',
    };
    const effects = made.send(forced);
    expect(
      effects.find((e) => e.type === 'alert' && e.title.includes('liquidation by the venue')),
    ).toBeDefined();
    made.send(forced);
    // What is left keeps a stop of its own size.
    expect(positionOf(made.facts).quantity).toBe(600);
    made.send({ ...forced, fillId: 'l2', clientOrderId: 'sim-l10', quantity: 600, fee: 0n });
    const position = positionOf(made.facts);
    expect([position.quantity, position.cost, position.realized]).toEqual([0, 0n, cash('-5000')]);
    expect(made.facts.cash.get('USDT')).toBe(cash('4985.7'));
    expect(made.facts.orders.get('sim-l9')).toMatchObject({ state: 'filled', filled: 400, owner: 's1' });
  });
});

describe('a deposit', () => {
  it('is never PnL, whatever its currency: the day began with so much more', () => {
    const made = bench(
      [INVERSE],
      [
        ['USDT', '1000'],
        ['BTC', '0.5'],
      ],
    );
    const gain = () => equity(made.core) - (made.facts.day?.equity ?? 0n);
    const transfer = {
      type: 'transfer',
      transferId: 't1',
      currency: 'BTC',
      amount: cash('0.25'),
      time: made.now,
    } as const;
    const before = gain();
    made.send(transfer);
    made.send(transfer);
    expect(equity(made.core)).toBe(cash('16000'));
    expect(gain()).toBe(before);
    made.send({ ...transfer, transferId: 't2', currency: 'USDC', amount: cash('-7') });
    expect(equity(made.core)).toBe(cash('15993'));
    expect(gain()).toBe(before);
  });
});
