import { BotrcError, type Clock, type Exchange, type PluginContext } from '../../sdk/index.ts';
import type { ResolvedProfile } from '../config/profile.ts';
import type { SecretSet } from '../config/secrets.ts';
import { checkOptions } from '../plugins/check-options.ts';
import { createChecked, loadPlugin } from '../plugins/load.ts';
import { createPaperExchange } from './paper.ts';
import { redactingExchange } from './redacting-exchange.ts';
import { venueConfig } from './venue-config.ts';
import { openVenueStore } from './venue-store.ts';

export interface ExchangePortSources {
  readonly profile: ResolvedProfile;
  /** Where a paper venue keeps its books. */
  readonly folder: string;
  readonly run: string;
  readonly context: PluginContext;
  readonly secrets: SecretSet;
}

/**
 * The exchange port that the profile's mode asks for. The core never learns which: in `paper` a venue that has a
 * simulated account of its own is used as it is, any other gets the simulated venue behind its market data.
 * @throws BotrcError: what the plugin is refused for; BOTRC_REFUSED_MODE.
 */
export async function openExchangePort(
  sources: ExchangePortSources,
): Promise<{ exchange: Exchange; clock: Clock }> {
  const { profile, context } = sources;
  if (profile.mode === 'live' || profile.mode === 'backtest' || profile.mode === 'replay') {
    throw new BotrcError('BOTRC_REFUSED_MODE', `mode ${profile.mode} cannot be started with this version`, {
      found: profile.mode,
      where: 'mode',
      mend: 'Use mode paper or shadow. Live trading comes with the checks that must guard it.',
    });
  }
  const plugin = await loadPlugin(profile.exchange.resolved);
  const options = checkOptions(plugin, profile.exchange.options, 'exchange.options');
  const { secrets } = sources;
  const created = createChecked(
    plugin,
    () => plugin.create(options, context),
    secrets,
    profile.exchange.resolved.entry,
  );
  const market = redactingExchange(created, secrets);
  const clock = market.clock ?? context.clock;
  if (profile.mode === 'paper' && market.capabilities().execution === 'paper')
    return { exchange: market, clock };
  const exchange = createPaperExchange({
    market,
    config: venueConfig(profile, sources.run),
    store: openVenueStore(sources.folder),
    clock,
    log: context.log,
    outage: profile.paper.outage,
  });
  return { exchange, clock };
}
