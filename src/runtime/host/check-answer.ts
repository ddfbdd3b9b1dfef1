import type { Decision } from '../../core/effect.ts';
import type { Event } from '../../core/event.ts';
import type { Facts } from '../../core/facts.ts';
import { BotrcError, plainText } from '../../sdk/index.ts';

/**
 * Holds a host's answer against the events it was given and the facts kept beside it: at most one decision for each
 * event, in their order, and client order ids that count on from the last. What our core decides always fits; an
 * answer that does not is not its own, and nothing of it may be journaled or sent.
 * @throws BOTRC_HOST_ANSWER
 */
export function checkAnswer(events: readonly Event[], decisions: readonly Decision[], facts: Facts): void {
  if (!Array.isArray(decisions)) throw misfit('it is no list', typeof decisions);
  let { run, orderCount } = facts;
  let next = 0;
  for (const event of events) {
    if (event.type === 'config') run = event.config.run;
    const decision: Decision | undefined = decisions[next];
    if (decision?.seq !== event.seq) continue;
    next++;
    if (decision.at !== event.at || !Array.isArray(decision.effects))
      throw misfit('a decision is not of its event', `seq ${decision.seq}`);
    for (const effect of decision.effects) {
      if (effect.type !== 'submit') continue;
      const due = `${run}-${(++orderCount).toString(36)}`;
      const id: unknown = effect.order?.clientOrderId;
      if (id !== due) throw misfit(`an order has another id than ${due}, which is the next`, String(id));
    }
  }
  if (next < decisions.length) throw misfit('a decision is for no event', `seq ${decisions[next]?.seq}`);
}

function misfit(what: string, found: string): BotrcError {
  return new BotrcError('BOTRC_HOST_ANSWER', `the strategy host's answer does not fit: ${what}`, {
    found: plainText(found, 80),
    mend: 'Nothing of it was sent. See which strategy reaches past its own answers, and remove it.',
  });
}
