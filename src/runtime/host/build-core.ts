import type { CoreConfig } from '../../core/config.ts';
import type { Facts } from '../../core/facts.ts';
import { pluginRule } from '../../core/risk/plugin-rule.ts';
import type { RiskRule } from '../../core/risk/proposal.ts';
import { type Core, createCore } from '../../core/state.ts';
import { BotrcError, type StrategyInstance } from '../../sdk/index.ts';
import { checkOptions } from '../plugins/check-options.ts';
import { loadPlugin } from '../plugins/load.ts';
import type { ResolvedPlugin } from '../plugins/resolved.ts';
import type { Boot } from './host.ts';

/**
 * Imports the strategies and rules and checks their parameters; what it returns seats them in a new core, as often as
 * it is called, and imports nothing any more: so a cut is short. Runs inside the host, wherever that is: strategies
 * are imported nowhere else.
 * @throws BotrcError: what `loadPlugin` refuses; the builder: BOTRC_PLUGIN_CREATE naming the strategy whose `create`
 *   throws.
 */
export async function coreBuilder({ config, modules }: Boot): Promise<(facts?: Facts) => Core> {
  const makers: ((facts?: Facts) => readonly [string, StrategyInstance])[] = [];
  for (const { owner, plugin } of modules) {
    const own = config.strategies.find((strategy) => strategy.owner === owner);
    if (!own) continue;
    const strategy = await loadPlugin(plugin);
    const params = checkOptions(strategy, own.params, `strategies.${owner}.params`);
    makers.push((facts) => {
      const instruments = own.instruments.flatMap((id) => facts?.instruments.get(id) ?? []);
      try {
        return [owner, strategy.create(params, { owner, instruments })];
      } catch (error) {
        throw new BotrcError(
          'BOTRC_PLUGIN_CREATE',
          `strategy ${owner} (${strategy.name} ${strategy.version}) threw when it was created`,
          {
            found: error instanceof Error ? error.message : String(error),
            where: plugin.entry,
            mend: 'Check its parameters in the profile, or report it to its author.',
          },
          error,
        );
      }
    });
  }
  const rules = await pluginRules(config);
  return (facts) => createCore(config, new Map(makers.map((make) => make(facts))), facts, rules);
}

/** @throws BotrcError: what `loadPlugin` refuses of a rule, and its parameters. */
async function pluginRules(config: CoreConfig): Promise<RiskRule[]> {
  const rules: RiskRule[] = [];
  for (const [i, { name, params, module }] of (config.risk.rules ?? []).entries()) {
    // The runtime put it there, see core-config.
    const plugin = await loadPlugin(module as ResolvedPlugin<'risk-rule'>);
    const options = checkOptions(plugin, params, `risk.rules.${i}.params`);
    rules.push(pluginRule(name, (proposal, view) => plugin.check(proposal, view, options)));
  }
  return rules;
}
