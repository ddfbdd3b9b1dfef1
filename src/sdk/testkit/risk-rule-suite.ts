import type { RiskRulePlugin, RiskRuling } from '../contracts/risk-rule.ts';
import type { Quantity } from '../values/money.ts';
import { expectMeta, expectOptions } from './plugin-suite.ts';
import { withoutAmbient } from './purity.ts';
import { riskRuleScenes } from './risk-rule-scenes.ts';
import { stateText } from './state-text.ts';
import { expectEqual, expectTrue, type Suite } from './suite.ts';

/** One proposal in one state of the account, for a rule to rule on. */
export interface RuleScene {
  readonly title: string;
  /** The proposal's. */
  readonly quantity: Quantity;
  /** It closes at once: no rule may hold it back. */
  readonly closes: boolean;
  /** Undefined where the gate does not ask the rule. @param quantity in place of the proposal's. */
  rule(quantity?: Quantity): RiskRuling | undefined;
  /** All that the rule can reach, to be compared before and after. */
  seen(): unknown;
}

/** A rule, whoever made it. */
export interface RuleHarness {
  readonly scenes: readonly RuleScene[];
}

/** What every risk rule must keep to, botrc's own and those of plugins. */
export const riskRuleSuite: Suite<RuleHarness> = [
  {
    id: 'RR-01',
    title: 'answers with a verdict, and says what is used, what the limit is and why, in a line each',
    run: each(({ rule }) => {
      const ruling = rule();
      if (ruling === undefined) return;
      expectTrue(['allow', 'deny', 'resize'].includes(ruling.verdict), `verdict "${ruling.verdict}"`);
      for (const [field, most] of [
        ['used', 80],
        ['limit', 80],
        ['reason', 200],
      ] as const) {
        const text = ruling[field];
        expectTrue(typeof text === 'string' && text !== '', `${field} says nothing`);
        expectTrue(text.length <= most, `${field} has more than ${most} characters`);
        expectTrue(!/[\p{Cc}\p{Cf}]/u.test(text), `${field} has control characters`);
      }
    }),
  },
  {
    id: 'RR-02',
    title: 'answers the same question the same, whatever it was asked before',
    run({ scenes }) {
      const first = scenes.map(({ rule }) => stateText(rule()));
      const backwards = scenes.toReversed().map(({ rule }) => stateText(rule()));
      for (const [i, { title }] of scenes.entries())
        expectEqual(backwards[scenes.length - 1 - i], first[i], `${title}, asked again`);
    },
  },
  {
    id: 'RR-03',
    title: 'touches no clock, no chance, no timer, no network and no process',
    run: each(({ rule }) => void withoutAmbient(() => rule())),
  },
  {
    id: 'RR-04',
    title: 'changes nothing that it can reach',
    run: each(({ rule, seen }) => {
      const before = stateText(seen());
      rule();
      expectEqual(stateText(seen()), before, 'what it was shown');
    }),
  },
  {
    id: 'RR-05',
    title: 'makes smaller and never larger, to a positive whole quantity',
    run: each(({ rule, quantity }) => {
      const ruling = rule();
      if (ruling?.verdict !== 'resize') return;
      const left = ruling.quantity ?? Number.NaN;
      expectTrue(
        Number.isSafeInteger(left) && left > 0 && left < quantity,
        `it makes ${quantity} into ${left}`,
      );
    }),
  },
  {
    id: 'RR-06',
    title: 'lets pass what it has left of a proposal',
    run: each(({ rule }) => {
      const ruling = rule();
      if (ruling?.verdict !== 'resize') return;
      const again = rule(ruling.quantity);
      expectEqual(again?.verdict, 'allow', `the verdict on the ${ruling.quantity} that it left`);
    }),
  },
  {
    id: 'RR-07',
    title: 'holds back nothing that closes at once',
    run({ scenes }) {
      const closing = scenes.filter(({ closes }) => closes);
      if (closing.length === 0) return { skipped: 'it is asked of entries alone' };
      for (const { rule, title } of closing) {
        const verdict = rule()?.verdict ?? 'allow';
        expectTrue(verdict !== 'deny', `${title}: denied`);
      }
      return undefined;
    },
  },
];

export interface RiskRuleHarness {
  readonly plugin: RiskRulePlugin;
  /** As a profile would write them. */
  readonly params: unknown;
}

/** What the package of a risk rule must keep to: the same, in made-up accounts of every kind. */
export const riskRulePluginSuite: Suite<RiskRuleHarness> = [
  {
    id: 'RP-01',
    title: 'states its kind, name, version and sdk range, and asks for no permissions',
    run({ plugin }) {
      expectMeta(plugin, 'risk-rule');
      expectEqual(Object.values(plugin.permissions).flat(), [], 'permissions, of which a rule has none');
    },
  },
  {
    id: 'RP-02',
    title: 'describes its parameters as JSON Schema and takes the given ones',
    run: ({ plugin, params }) => expectOptions(plugin, params),
  },
  ...riskRuleSuite.map(({ id, title, run }) => ({
    id,
    title,
    run: ({ plugin, params }: RiskRuleHarness) => run({ scenes: riskRuleScenes(plugin, params) }),
  })),
];

/** A case of one scene after the other; an error says of which. */
function each(check: (scene: RuleScene) => void): (harness: RuleHarness) => void {
  return ({ scenes }) => {
    for (const scene of scenes) {
      try {
        check(scene);
      } catch (error) {
        throw new Error(`${scene.title}: ${error instanceof Error ? error.message : String(error)}`);
      }
    }
  };
}
