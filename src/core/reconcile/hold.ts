import type { PositionKey } from '../../sdk/index.ts';
import type { Facts } from '../facts.ts';

/**
 * True while nothing is sent for the position (E-6): before a start has compared the account with the venue, and where
 * the venue has nothing of it, or the opposite, and nobody has said yet what is to be done.
 */
export function isHeldBack(facts: Facts, key: PositionKey): boolean {
  if (facts.awaitsAccount) return true;
  if (facts.plan.length === 0) return false;
  return facts.plan.some(
    ({ subject }) =>
      subject.kind === 'position' &&
      subject.key.instrument === key.instrument &&
      subject.key.leg === key.leg &&
      Math.sign(subject.theirs) !== Math.sign(subject.ours),
  );
}

/** Why no entry may go out; undefined where none stands against it. */
export function whyUnreconciled({ awaitsAccount, plan }: Facts): string | undefined {
  if (awaitsAccount) return 'the account has not been compared with the venue yet';
  const [first] = plan;
  return first && `the account differs from the venue (${first.text}): see \`bot reconcile --plan\``;
}
