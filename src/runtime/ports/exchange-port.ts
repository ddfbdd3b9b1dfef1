import { BotrcError, type Clock, type Exchange, type PluginContext } from '../../sdk/index.ts';
import type { ResolvedProfile } from '../config/profile.ts';
import type { SecretSet } from '../config/secrets.ts';
import { checkOptions } from '../plugins/check-options.ts';
import { createChecked, loadPlugin } from '../plugins/load.ts';
import { marketSide } from './market-side.ts';
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
 * The exchange port that the profile's mode asks for. The core never learns which: in `live` the venue itself, which
 * `checkLive` has to let pass first; in `paper` a venue that has a simulated account of its own as it is; any other, and
 * every one in `shadow`, as market data with the simulated venue behind it.
 * @throws BotrcError: what the plugin is refused for; BOTRC_REFUSED_MODE.
 */
export async function openExchangePort(
  sources: ExchangePortSources,
): Promise<{ exchange: Exchange; clock: Clock }> {
  const { profile, context } = sources;
  const { mode } = profile;
  if (mode === 'backtest' || mode === 'replay') {
    throw new BotrcError('BOTRC_REFUSED_MODE', `mode ${mode} cannot be started`, {
      found: mode,
      where: 'mode',
      mend: 'Use mode paper, shadow or live; `bot replay` replays a run.',
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
  const exchange = redactingExchange(created, secrets);
  const clock = exchange.clock ?? context.clock;
  if (mode === 'live') return { exchange, clock };
  if (mode === 'paper' && exchange.capabilities().execution === 'paper') return { exchange, clock };
  // From here on nothing reaches the venue's account: what simulates orders is given the market alone.
  const simulated = createPaperExchange({
    market: marketSide(exchange),
    config: venueConfig(profile, sources.run),
    store: openVenueStore(sources.folder),
    clock,
    log: context.log,
    outage: profile.paper.outage,
  });
  return { exchange: simulated, clock };
}
