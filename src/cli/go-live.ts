import { checkLive, type LiveAnswer } from '../runtime/live/check-live.ts';
import { refusedLive } from '../runtime/live/refusal.ts';
import { issueTicket } from '../runtime/live/ticket.ts';
import { venueAccount } from '../runtime/live/venue-account.ts';
import { plainError } from '../sdk/index.ts';
import { ask, askHidden, canAsk } from './ask.ts';
import type { ChosenBot } from './commands/start.ts';
import type { Finding } from './doctor/check.ts';
import { loadProfile } from './load-profile.ts';
import { profileAgain } from './past-profile.ts';
import type { Session } from './session.ts';

type Profile = Awaited<ReturnType<typeof loadProfile>>;

/**
 * What comes before a live start: everything that can be looked at, and then the operator's own word, typed in a terminal.
 * The bot itself looks once more before it sends anything.
 * @throws BOTRC_REFUSED_LIVE_…, and what is wrong with the profile
 */
export async function goLive(bot: ChosenBot, override: string | undefined, session: Session): Promise<void> {
  const wanted = bot.profile ?? (await profileAgain(bot.folder));
  const profile = await keyedProfile(session, wanted);
  const answer = await look(bot, profile, override);
  await checkDoctor(session, profile);
  await confirm(bot, profile, answer, session);
  const { systemClock } = await import('../runtime/clock/system-clock.ts');
  issueTicket(bot.folder, venueAccount(profile), answer, systemClock().now());
}

/** A key that the profile names and that is not there is a safety matter here, not one of configuration. */
async function keyedProfile(session: Session, wanted: string | undefined): Promise<Profile> {
  try {
    return await loadProfile(session, wanted);
  } catch (error) {
    const { code, message, found, where, mend } = plainError(error);
    if (code === 'BOTRC_SECRET_LOCKED' && canAsk() && !session.env.BOTRC_PASSPHRASE) {
      // Of the environment, so that the process in the background has it too.
      session.env.BOTRC_PASSPHRASE = await askHidden('Passphrase of the identity that opens the secrets: ');
      return keyedProfile(session, wanted);
    }
    if (!/^BOTRC_(?:CONFIG_ENV|SECRET_\w+)$/.test(code)) throw error;
    throw refusedLive('BOTRC_REFUSED_LIVE_KEY', message, {
      ...(found !== undefined && { found }),
      ...(where !== undefined && { where }),
      mend: mend ?? 'Keep the key with `bot secrets set`.',
    });
  }
}

/** Asks the exchange by a plugin of its own, which is never connected. */
async function look(bot: ChosenBot, profile: Profile, override: string | undefined): Promise<LiveAnswer> {
  const [{ openExchangePort }, { systemClock }] = await Promise.all([
    import('../runtime/ports/exchange-port.ts'),
    import('../runtime/clock/system-clock.ts'),
  ]);
  const silent = (): void => undefined;
  const log = { debug: silent, info: silent, warn: silent, error: silent };
  const { exchange } = await openExchangePort({
    ...{ profile, folder: bot.folder, run: 'look', secrets: profile.secrets },
    context: { clock: systemClock(), log, random: Math.random },
  });
  try {
    return await checkLive({ profile, name: bot.name, home: bot.home, exchange, override, log });
  } finally {
    await exchange.close();
  }
}

async function checkDoctor(session: Session, { name, files }: Profile): Promise<void> {
  const { examine } = await import('./doctor/examine.ts');
  const failures: Finding[] = [];
  await examine(session, files[0] ?? name, (...found) => {
    failures.push(...found.filter(({ state }) => state === 'fail'));
  });
  const [first] = failures;
  if (first === undefined) return;
  const more = failures.length > 1 ? `, and ${failures.length - 1} more` : '';
  throw refusedLive('BOTRC_REFUSED_LIVE_DOCTOR', `bot doctor is not green: ${first.text}${more}`, {
    found: first.check,
    mend: `${first.mend ?? ''} \`bot doctor --profile ${name}\` lists all.`.trim(),
  });
}

/** @throws BOTRC_REFUSED_LIVE_CONFIRMATION without a terminal, and where something else was typed */
async function confirm(
  bot: ChosenBot,
  profile: Profile,
  { days, override, deadMan }: LiveAnswer,
  { output }: Session,
): Promise<void> {
  const phrase = `live ${bot.name}`;
  const mend = `Start it in a terminal, and type "${phrase}" when asked; --detach then leaves it in the background.`;
  if (!canAsk()) {
    throw refusedLive('BOTRC_REFUSED_LIVE_CONFIRMATION', 'there is no terminal to confirm it in', { mend });
  }
  const { envelope, live, instruments, strategies } = profile;
  const record =
    override === undefined
      ? `${days} days in shadow mode, ${live.shadowDays} asked for`
      : `${days} of ${live.shadowDays} days in shadow mode, overridden: ${override}`;
  output.note({ text: `${bot.name} is about to trade with real money.`, style: 'bad' });
  output.note(`  venue     ${profile.exchange.plugin}, account ${profile.account}`);
  output.note(`  trades    ${instruments.join(', ')} by ${strategies.map(({ name }) => name).join(', ')}`);
  output.note(`  at most   ${envelope.orderNotional} an order, ${envelope.positionNotional} a position`);
  output.note(`  record    ${record}`);
  output.note(`  if lost   ${deadMan}`);
  const typed = await ask(`Type "${phrase}" to start it, anything else to leave: `);
  if (typed.trim() === phrase) return;
  throw refusedLive('BOTRC_REFUSED_LIVE_CONFIRMATION', 'it was not confirmed', { mend });
}
