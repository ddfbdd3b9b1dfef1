import type { PlanAction, PlanItem } from '../../core/reconcile/plan.ts';

/** `ask`: an operator decides. `adopt`: the venue's word is taken. `flatten`: what is not ours to hold is closed. */
export type ReconcilePolicy = 'ask' | 'adopt' | 'flatten';

export interface Decided {
  readonly items: readonly PlanItem[];
  /** Ids of those that are acted upon now. */
  readonly apply: readonly string[];
}

/** What a policy makes of differences. What is only told is applied by itself, whatever the policy. */
export function decideByPolicy(items: readonly PlanItem[], policy: ReconcilePolicy): Decided {
  if (policy === 'ask') return { items, apply: items.filter(isTold).map(idOf) };
  return { items: items.map((item) => withAction(item, preferred(item, policy))), apply: items.map(idOf) };
}

/** What an operator makes of them: the suggestion, unless he chose another that the item allows. */
export function decideByOperator(
  items: readonly PlanItem[],
  choices: Readonly<Record<string, PlanAction>>,
): Decided {
  const decided = items.map((item) => withAction(item, choices[item.id] ?? item.action));
  return { items: decided, apply: items.map(idOf) };
}

function isTold({ severity, subject }: PlanItem): boolean {
  return severity === 'info' || subject.kind === 'news';
}

function preferred({ subject }: PlanItem, policy: 'adopt' | 'flatten'): PlanAction {
  if (policy === 'adopt') return 'adopt';
  if (subject.kind === 'position') return 'close';
  return subject.kind === 'order' ? 'cancel' : 'adopt';
}

function withAction(item: PlanItem, action: PlanAction): PlanItem {
  return item.choices.includes(action) ? { ...item, action } : item;
}

function idOf({ id }: PlanItem): string {
  return id;
}
