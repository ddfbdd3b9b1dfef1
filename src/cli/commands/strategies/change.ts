import { resolve } from 'node:path';
import type { StrategyChange } from '../../../core/config.ts';
import type { EditDone, EditParams } from '../../../core/view/calls.ts';
import { BotrcError, plainText } from '../../../sdk/index.ts';
import { EXIT, type ExitCode, exitCodeOf } from '../../exit-code.ts';
import { reportFailure } from '../../failure.ts';
import { type Reached, withRunningBot } from '../../reach.ts';
import type { Session } from '../../session.ts';
import { printChange } from '../switch.ts';
import { printStrategies } from './print.ts';

/** A candidate is loaded, validated, warmed up and tried beside the running one. */
const SWAP_MS = 120_000;

export const POSITIONS = {
  choices: ['keep', 'flatten'] as const,
  default: 'keep' as const,
  describe: 'What becomes of the positions that no strategy goes on with',
};

export const DRY_RUN = { type: 'boolean', describe: 'Try it, and change nothing' } as const;

/** What a profile says of a strategy. */
export const TERMS = {
  instruments: {
    type: 'string',
    requiresArg: true,
    describe: 'Instruments of the profile, with commas between them',
  },
  params: { type: 'string', requiresArg: true, describe: 'All its parameters, as JSON' },
  param: {
    type: 'string',
    array: true,
    nargs: 1,
    describe: 'One parameter, as name=value; may be repeated, the others stay',
  },
  'risk-share': { type: 'number', requiresArg: true, describe: 'Fraction of sizing.riskPerTrade, in (0, 1]' },
} as const;

export interface GivenTerms {
  readonly instruments?: string | undefined;
  readonly params?: string | undefined;
  readonly param?: readonly string[] | undefined;
  readonly 'risk-share'?: number | undefined;
  readonly plugin?: string | undefined;
}

/** Asks the running bot for the change and tells what came of it; whatever it refuses leaves the old ones running. */
export function change(
  session: Session,
  make: (reached: Reached) => EditParams | Promise<EditParams>,
): Promise<ExitCode> {
  return withRunningBot(session, { readOnly: false }, async (reached) => {
    const params = await make(reached);
    let done: EditDone;
    try {
      done = await reached.client.call('editStrategy', params, { timeoutMs: SWAP_MS });
    } catch (error) {
      const code = reportFailure(error, session.output, session);
      const ours = error instanceof BotrcError && /^BOTRC_(?:STRATEGY|CONTROL)_/.test(error.code);
      return ours ? exitCodeOf(error.code) : code === EXIT.unknown ? code : EXIT.refused;
    }
    if (session.json) {
      session.output.document({ bot: reached.bot.name, ...done });
      return EXIT.done;
    }
    printChange(done, session.output);
    if (params.dryRun) session.output.line('Nothing was changed (dry run).');
    else if (!done.switched) session.output.line(`${done.name} is so already.`);
    printStrategies(done.strategies, session.output);
    return EXIT.done;
  });
}

/**
 * @param before the parameters that `--param` is laid over.
 * @throws BOTRC_USAGE
 */
export async function changeOf(
  given: GivenTerms,
  session: Session,
  before: Readonly<Record<string, unknown>>,
): Promise<StrategyChange> {
  const params = paramsOf(given, before);
  return {
    ...(given.plugin !== undefined && { plugin: await placed(given.plugin, session.cwd) }),
    ...(given.instruments !== undefined && { instruments: given.instruments.split(',') }),
    ...(params !== undefined && { params }),
    ...(given['risk-share'] !== undefined && { riskShare: given['risk-share'] }),
  };
}

/** A path is the caller's: the bot may run elsewhere. */
async function placed(plugin: string, cwd: string): Promise<string> {
  const { isPath } = await import('../../../runtime/plugins/resolve.ts');
  return isPath(plugin) && !/^(?:~|file:)/.test(plugin) ? resolve(cwd, plugin) : plugin;
}

function paramsOf(
  { params, param }: GivenTerms,
  before: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> | undefined {
  const whole = params === undefined ? undefined : parsed(params);
  if (whole !== undefined && (typeof whole !== 'object' || whole === null || Array.isArray(whole)))
    throw usage('the parameters are no JSON object', params ?? '');
  if (param === undefined) return whole as Readonly<Record<string, unknown>> | undefined;
  const single = param.map((text) => {
    const equals = text.indexOf('=');
    if (equals <= 0) throw usage('--param takes name=value', text);
    return [text.slice(0, equals), parsed(text.slice(equals + 1))] as const;
  });
  return { ...before, ...whole, ...Object.fromEntries(single) };
}

/** JSON; what is none is taken as text. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function usage(message: string, found: string): BotrcError {
  return new BotrcError('BOTRC_USAGE', message, {
    found: plainText(found, 80),
    mend: 'Write --params \'{"fast":5}\' or --param fast=5.',
  });
}
