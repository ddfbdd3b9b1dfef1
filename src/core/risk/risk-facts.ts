import type { Cash, Ms, Rate } from '../../sdk/index.ts';
import type { TradeSums } from '../metrics/performance.ts';
import type { RiskRecord } from './record.ts';

/** Newest round trips whose R is kept. */
const KEPT_R = 200;

/** What the risk rules remember, part of the facts: it survives a restart. */
export interface RiskFacts {
  /**
   * The highest equity, transfers taken along. It is recorded once equity has fallen from it by a thousandth, so the
   * facts are never further off than that; undefined before the first equity and after a resume.
   */
  peak: Cash | undefined;
  /** Equity at a resume after a daily loss: the day's loss counts from it again. Ends with the day. */
  dayBase: Cash | undefined;
  /** The risk days in a row on which drawdown was beyond its limit, and the last of them. */
  drawdown: { readonly day: string; readonly days: number } | undefined;
  /** Losing round trips in a row, since the last cooldown. */
  streak: number;
  /** R of the newest round trips whose risk is known, oldest first. */
  recentR: Rate[];
  /** The day on which low expectancy was told last. */
  expectancyDay: string | undefined;
  /** A loss streak's halt. */
  cooldown: { readonly untilMs: Ms; readonly reason: string } | undefined;
  /** M-6: only what reduces is sent until then. */
  failSafe: { readonly sinceMs: Ms; readonly untilMs: Ms; readonly reason: string } | undefined;
  /** the process is short of something. */
  strain: { readonly sinceMs: Ms; readonly reason: string } | undefined;
  /** how often the runtime could not keep up. */
  overloads: number;
}

export function createRiskFacts(): RiskFacts {
  return {
    peak: undefined,
    dayBase: undefined,
    drawdown: undefined,
    streak: 0,
    recentR: [],
    expectancyDay: undefined,
    cooldown: undefined,
    failSafe: undefined,
    strain: undefined,
    overloads: 0,
  };
}

/** Changes them by a record of the risk rules. Part of the fold. */
export function foldRiskRecord(risk: RiskFacts, record: RiskRecord, at: Ms): void {
  switch (record.kind) {
    case 'peak':
      risk.peak = BigInt(record.equity);
      return;
    case 'drawdown':
      risk.drawdown = { day: record.day, days: record.days };
      return;
    case 'cooldown':
      risk.cooldown = { untilMs: record.untilMs, reason: record.reason };
      risk.streak = 0;
      return;
    case 'expectancy':
      risk.expectancyDay = record.day;
      return;
    case 'mode':
      risk.failSafe =
        record.mode === 'normal'
          ? undefined
          : { sinceMs: risk.failSafe?.sinceMs ?? at, untilMs: record.untilMs, reason: record.reason };
      return;
  }
}

/** A new risk day: days in a row are over where the one before it had no drawdown beyond the limit. */
export function foldRiskDay(risk: RiskFacts, before: string | undefined): void {
  risk.dayBase = undefined;
  if (risk.drawdown?.day !== before) risk.drawdown = undefined;
}

/** A deposit or a withdrawal is neither a gain nor a loss: it moves along what those are measured from. */
export function foldRiskTransfer(risk: RiskFacts, amount: Cash): void {
  if (risk.peak !== undefined) risk.peak += amount;
  if (risk.dayBase !== undefined) risk.dayBase += amount;
}

/** An operator resumed: what was counted towards a halt begins anew. `equity` after a daily loss. */
export function foldRiskResume(risk: RiskFacts, equity: string | undefined): void {
  if (equity !== undefined) risk.dayBase = BigInt(equity);
  if (risk.drawdown) risk.peak = undefined;
  risk.drawdown = undefined;
  risk.cooldown = undefined;
  risk.failSafe = undefined;
  risk.streak = 0;
}

/** A fill may have ended one round trip: its result after costs, and how many R that was where its risk is known. */
export function foldTrades(
  risk: RiskFacts,
  before: Pick<TradeSums, 'losses' | 'wins' | 'rated' | 'r'>,
  after: TradeSums,
): void {
  if (after.losses > before.losses) risk.streak++;
  else if (after.wins > before.wins) risk.streak = 0;
  if (after.rated === before.rated) return;
  risk.recentR.push(Number(after.r - before.r));
  if (risk.recentR.length > KEPT_R) risk.recentR.shift();
}
