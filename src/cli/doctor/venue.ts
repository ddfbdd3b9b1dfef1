import type { LoadedProfile } from '../../runtime/config/resolve-profile.ts';
import { BotrcError, type Exchange } from '../../sdk/index.ts';
import { type Finding, fail, ok, warning } from './check.ts';
import { failure } from './configuration.ts';

/** For the exchange to answer. */
const DEADLINE_MS = 10_000;
/** Signed requests are refused beyond a few seconds; a Date header has a resolution of one. */
const MAX_OFFSET_MS = 2000;

/** Whether the profile's exchange can be reached, agrees on the time, and lists the profile's instruments. */
export async function checkVenue(profile: LoadedProfile): Promise<readonly Finding[]> {
  const host = hostOf(profile);
  if (host === undefined) return [ok('network', `${profile.exchange.plugin} needs none`)];
  // Which hosts it talks to, only the plugin knows.
  if (host === 'https://*') return await checkExchange(profile);
  const reached = await reach(host);
  return reached.some((finding) => finding.state === 'fail')
    ? reached
    : [...reached, ...(await checkExchange(profile))];
}

/** Where the plugin says that it talks to; `baseUrl` of its options leads elsewhere. */
function hostOf(profile: LoadedProfile): string | undefined {
  const { baseUrl } = profile.exchange.options;
  if (typeof baseUrl === 'string') return baseUrl;
  const [host] = profile.descriptions.get('exchange')?.permissions.network ?? [];
  return host === undefined ? undefined : `https://${host}`;
}

async function reach(url: string): Promise<readonly Finding[]> {
  const { systemClock } = await import('../../runtime/clock/system-clock.ts');
  const clock = systemClock();
  const sentMs = clock.now();
  let response: Response;
  try {
    response = await fetch(url, {
      method: 'HEAD',
      redirect: 'manual',
      signal: AbortSignal.timeout(DEADLINE_MS),
    });
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
    const text = `${url} does not answer: ${cause instanceof Error ? cause.message : String(cause)}`;
    return [
      fail('network', text, 'Check the connection, a proxy or firewall, and exchange.options.baseUrl.'),
    ];
  }
  const tookMs = clock.now() - sentMs;
  const network = ok('network', `${url} answers after ${tookMs} ms`);
  const date = Date.parse(response.headers.get('date') ?? '');
  if (Number.isNaN(date)) return [network];
  // The header was written at some moment of the way, and its milliseconds are cut off.
  const offsetMs = Math.round(sentMs + tookMs / 2 - (date + 500));
  const text = `this clock is ${Math.abs(offsetMs)} ms ${offsetMs < 0 ? 'behind' : 'ahead'} (± ${500 + Math.ceil(tookMs / 2)} ms)`;
  if (Math.abs(offsetMs) <= MAX_OFFSET_MS + tookMs / 2) return [network, ok('clock', text)];
  return [network, warning('clock', text, 'Synchronise it, for example: timedatectl set-ntp true')];
}

/** What the plugin itself says: of the instruments, and where there is a key, of what it may do. */
async function checkExchange(profile: LoadedProfile): Promise<readonly Finding[]> {
  const [{ loadPlugin, createChecked }, { checkOptions }, { systemClock }] = await Promise.all([
    import('../../runtime/plugins/load.ts'),
    import('../../runtime/plugins/check-options.ts'),
    import('../../runtime/clock/system-clock.ts'),
  ]);
  const silent = (): void => undefined;
  const log = { debug: silent, info: silent, warn: silent, error: silent };
  try {
    const plugin = await loadPlugin(profile.exchange.resolved);
    const options = checkOptions(plugin, profile.exchange.options, 'exchange.options');
    const context = { clock: systemClock(), log, random: Math.random };
    const exchange = createChecked(plugin, () => plugin.create(options, context), profile.secrets);
    try {
      return [
        await checkInstruments(profile, exchange),
        ...(await checkKey(exchange)),
        ...(await checkDeadMan(exchange)),
      ];
    } finally {
      await exchange.close();
    }
  } catch (error) {
    if (error instanceof BotrcError) return [failure('instruments', error)];
    throw error;
  }
}

async function checkInstruments(profile: LoadedProfile, exchange: Exchange): Promise<Finding> {
  const listed = new Set((await exchange.instruments(profile.instruments)).map((one) => one.id));
  const missing = profile.instruments.filter((id) => !listed.has(id));
  if (missing.length === 0)
    return ok('instruments', `${profile.exchange.plugin} lists ${[...listed].join(', ')}`);
  return fail(
    'instruments',
    `${profile.exchange.plugin} does not list ${missing.join(', ')}`,
    'Write symbols as the exchange does.',
  );
}

/** K-1: a key that may trade, and may not withdraw; nothing where there is none. */
async function checkKey(exchange: Exchange): Promise<readonly Finding[]> {
  if (exchange.checkKey === undefined) return [];
  try {
    await exchange.checkKey();
    return [ok('key', 'the API key may trade, and may not withdraw')];
  } catch (error) {
    if (error instanceof BotrcError) return [failure('key', error)];
    throw error;
  }
}

/** What the venue does once it hears nothing from us; nothing where there is no account, or the key was refused. */
async function checkDeadMan(exchange: Exchange): Promise<readonly Finding[]> {
  if (exchange.deadMan === undefined) return [];
  try {
    const found = await exchange.deadMan();
    if (found.state === 'on')
      return [ok('dead-man', `open orders are cancelled after ${found.afterMs / 1_000} s without us`)];
    return [warning('dead-man', found.reason, 'Ask the venue for it; stops rest there all the same.')];
  } catch (error) {
    if (error instanceof BotrcError) return [];
    throw error;
  }
}
