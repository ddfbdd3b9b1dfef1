import type { RiskConfig, SizingConfig } from '../core/risk/config.ts';
import { CASH_SCALE, type Cash, parseBig, rateFromFraction } from '../sdk/index.ts';
import type { CashText } from './config/profile.ts';
import type { RiskTerms, SizingTerms } from './config/risk-terms.ts';
import { parseHours } from './config/session-hours.ts';

const MINUTE = 60_000;

export function sizingConfig(terms: SizingTerms): SizingConfig {
  const { mode, notional, volatility = { interval: '5m', bars: 14, multiple: 2 } } = terms;
  return {
    ...(mode !== 'risk' && { mode }),
    riskPerTrade: rateFromFraction(terms.riskPerTrade),
    ...(notional !== undefined && { notional: cash(notional) }),
    ...(mode === 'volatility' && {
      volatility: { ...volatility, multiple: rateFromFraction(volatility.multiple) },
    }),
    maxNotional: cash(terms.maxNotional),
    leverage: terms.leverage,
    minFree: cash(terms.minFree),
  };
}

export function riskConfig(terms: Omit<RiskTerms, 'rules'>): RiskConfig {
  const { dailyLoss, drawdown, totalRisk, lossStreak, expectancy, liquidation, failSafe } = terms;
  return {
    dailyLoss: {
      fraction: rateFromFraction(dailyLoss.fraction),
      ...(dailyLoss.cash !== undefined && { cash: cash(dailyLoss.cash) }),
      ...(dailyLoss.r !== undefined && { r: rateFromFraction(dailyLoss.r) }),
    },
    maxPosition: cash(terms.maxPosition.notional),
    maxPositions: terms.maxPositions,
    maxPositionsPerBase: terms.maxPositionsPerBase,
    maxOpenOrders: terms.maxOpenOrders,
    forbidFlip: terms.forbidFlip,
    doubleSendMs: terms.doubleSendMs,
    unprotectedMs: Math.round(terms.unprotectedSeconds * 1000),
    ...(totalRisk && {
      totalRisk: {
        cash: cash(totalRisk.cash),
        ...(totalRisk.r !== undefined && { r: rateFromFraction(totalRisk.r) }),
      },
    }),
    drawdown: { fraction: rateFromFraction(drawdown.fraction), days: drawdown.days },
    onKill: terms.onKill,
    ...(lossStreak && {
      lossStreak: { trades: lossStreak.trades, cooldownMs: span(lossStreak.cooldownMinutes) },
    }),
    expectancy: { r: rateFromFraction(expectancy.r), trades: expectancy.trades },
    liquidation: { multiplier: rateFromFraction(liquidation.multiplier), action: liquidation.action },
    backpressure: terms.backpressure,
    ...marketGates(terms),
    ...(failSafe && { failSafe: { cooldownMs: span(failSafe.cooldownMinutes) } }),
  };
}

function marketGates({
  fundingExit,
  liquidity,
  rotation,
  session,
}: Omit<RiskTerms, 'rules'>): Pick<RiskConfig, 'fundingExit' | 'liquidity' | 'rotation' | 'session'> {
  return {
    ...(fundingExit && {
      fundingExit: {
        beforeMs: span(fundingExit.minutes),
        r: rateFromFraction(fundingExit.r),
        action: fundingExit.action,
      },
    }),
    ...(liquidity && {
      liquidity: { ...liquidity, depth: cash(liquidity.depth), cover: rateFromFraction(liquidity.cover) },
    }),
    ...(rotation && { rotation: { keep: rotation.keep, everyMs: span(rotation.everyMinutes) } }),
    ...(session && {
      session: {
        ...(session.hours && { hours: session.hours.flatMap((text) => parseHours(text) ?? []) }),
        noEntriesMs: span(session.noEntriesMinutes),
        flatMs: span(session.flatMinutes),
      },
    }),
  };
}

function span(minutes: number): number {
  return Math.round(minutes * MINUTE);
}

function cash(text: CashText): Cash {
  return parseBig(text, CASH_SCALE);
}
