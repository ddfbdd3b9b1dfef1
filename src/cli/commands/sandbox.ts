import { resolve } from 'node:path';
import type { SandboxSource } from '../../runtime/plugins/load-sandbox.ts';
import { BotrcError } from '../../sdk/index.ts';
import { type Command, defineCommand } from '../command.ts';
import { EXIT } from '../exit-code.ts';
import { pluginSearchOf } from '../plugins-place.ts';

export const sandbox: Command = defineCommand({
  usage: 'sandbox',
  describe: 'A local stand-in for an exchange that speaks its real wire protocol',
  examples: [
    ['bot sandbox --exchange bybit --port 18080 --synthetic 7', 'a seeded random market'],
    ['bot sandbox --recording day.jsonl.gz --speed 10', 'a recorded stream, ten times as fast'],
    [
      'bot start --profile bybit-paper --set exchange.options.baseUrl=http://127.0.0.1:18080',
      'a bot on it, in another terminal',
    ],
  ],
  options: {
    exchange: { type: 'string', requiresArg: true, default: 'bybit', describe: 'Whose protocol' },
    port: { type: 'number', requiresArg: true, default: 0, describe: '0 takes a free one' },
    host: { type: 'string', requiresArg: true, default: '127.0.0.1', describe: 'Address to listen on' },
    recording: { type: 'string', requiresArg: true, describe: 'Play a recorded stream (.jsonl, .jsonl.gz)' },
    candles: {
      type: 'string',
      requiresArg: true,
      describe: 'Make a market that gives these candles (.csv, .csv.gz)',
    },
    synthetic: {
      type: 'string',
      requiresArg: true,
      describe: 'Make a random market from this seed (default: 1)',
    },
    speed: { type: 'number', requiresArg: true, default: 1, describe: 'Venue seconds per second' },
    symbol: {
      type: 'string',
      array: true,
      nargs: 1,
      describe: 'An instrument besides those of the source, or the one that a candle file is of',
    },
    faults: { type: 'string', requiresArg: true, describe: 'Let go wrong what this script says (.json)' },
  },
  run: async (args, session) => {
    const { output } = session;
    if (!Number.isInteger(args.port) || args.port < 0 || args.port > 65_535) {
      throw new BotrcError('BOTRC_USAGE', 'that is no port', {
        found: String(args.port),
        where: '--port',
        mend: 'Pass a whole number from 1024 to 65535, or 0 for a free one.',
      });
    }
    const source = sourceOf(args, session.cwd);
    const [{ resolvePlugin }, { loadSandbox }] = await Promise.all([
      import('../../runtime/plugins/resolve.ts'),
      import('../../runtime/plugins/load-sandbox.ts'),
    ]);
    const search = await pluginSearchOf(session);
    const { startSandbox } = await loadSandbox(
      resolvePlugin({ ...search, kind: 'exchange', ref: args.exchange }),
    );
    const running = await startSandbox({
      port: args.port,
      host: args.host,
      source,
      speed: args.speed,
      ...(args.symbol === undefined ? {} : { symbols: args.symbol }),
      ...(args.faults === undefined ? {} : { faultsFile: resolve(session.cwd, args.faults) }),
      log: (line) => output.note(line),
    });
    output.jsonLine({ baseUrl: running.baseUrl });
    await interrupted();
    await running.close();
    return EXIT.done;
  },
});

interface Sources {
  readonly recording: string | undefined;
  readonly candles: string | undefined;
  readonly synthetic: string | undefined;
}

function sourceOf({ recording, candles, synthetic }: Sources, cwd: string): SandboxSource {
  const given = Object.entries({ recording, candles, synthetic }).filter(([, value]) => value !== undefined);
  if (given.length > 1) {
    throw new BotrcError('BOTRC_USAGE', 'a sandbox plays one thing', {
      found: given.map(([name]) => `--${name}`).join(' and '),
      mend: 'Give one of --recording, --candles and --synthetic.',
    });
  }
  if (recording !== undefined) return { kind: 'recording', file: resolve(cwd, recording) };
  if (candles !== undefined) return { kind: 'candles', file: resolve(cwd, candles) };
  return { kind: 'synthetic', seed: synthetic ?? '1' };
}

/** A signal may come twice, from the terminal and from a launcher that passes it on: the second changes nothing. */
function interrupted(): Promise<void> {
  return new Promise((done) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => done());
  });
}
