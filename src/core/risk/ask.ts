import type { RuleVerdict } from '../effect.ts';
import type { Core } from '../state.ts';
import type { RiskRule, Ruling } from './proposal.ts';
import { rulesOf } from './rules/index.ts';

/** One rule as the gate asks it: all alike, so that asking the next one costs as much as asking the last. */
export interface Asked {
  readonly name: string;
  readonly check: RiskRule['check'];
  /** What it said last, and that as it was recorded. */
  ruling: Ruling | undefined;
  word: RuleVerdict | undefined;
}

/** Every rule that the profile switches on, in order, by whom it is asked of. */
export interface AskedRules {
  readonly entry: readonly Asked[];
  /** Of what only reduces. */
  readonly exit: readonly Asked[];
}

/** The rules to ask of an entry, or of what only reduces. */
export function askedOf(core: Core, isEntry: boolean): readonly Asked[] {
  core.asked ??= askedRules(core);
  return isEntry ? core.asked.entry : core.asked.exit;
}

function askedRules(core: Core): AskedRules {
  const entry = rulesOf(core).map((rule) => ({ rule, asked: createAsked(rule) }));
  const exit = entry.filter(({ rule }) => rule.appliesTo === 'all');
  return { entry: entry.map(({ asked }) => asked), exit: exit.map(({ asked }) => asked) };
}

function createAsked({ name, check }: RiskRule): Asked {
  return { name, check, ruling: undefined, word: undefined };
}

/** A ruling as it is recorded: the very record of before where the rule says the same again. */
export function wordOf(asked: Asked, ruling: Ruling): RuleVerdict {
  const { word } = asked;
  if (word !== undefined && (asked.ruling === ruling || isSame(word, ruling))) return word;
  const { verdict, used, limit, reason } = ruling;
  const fresh: RuleVerdict = { rule: asked.name, verdict, used, limit, reason };
  asked.ruling = ruling;
  asked.word = fresh;
  return fresh;
}

function isSame(word: RuleVerdict, { verdict, used, limit, reason }: Ruling): boolean {
  return word.verdict === verdict && word.used === used && word.reason === reason && word.limit === limit;
}
