import type { RiskRule } from '../proposal.ts';
import { dailyLoss } from './daily-loss.ts';
import { doubleSend } from './double-send.ts';
import { forbidFlip } from './forbid-flip.ts';
import { killSwitch } from './kill-switch.ts';
import { margin } from './margin.ts';
import { maxOpenOrders } from './max-open-orders.ts';
import { maxPosition } from './max-position.ts';
import { maxPositions } from './max-positions.ts';
import { openForEntries } from './open-for-entries.ts';
import { soleOwner } from './sole-owner.ts';
import { venueLimits } from './venue-limits.ts';

/** In the order they are asked. The first `deny` ends it; a `resize` is what the next ones see. */
export const RULES: readonly RiskRule[] = [
  killSwitch,
  openForEntries,
  dailyLoss,
  doubleSend,
  soleOwner,
  forbidFlip,
  maxOpenOrders,
  maxPositions,
  maxPosition,
  margin,
  venueLimits,
];
