import { z } from 'zod';
import type { CallName, Calls } from '../core/view/calls.ts';
import { FASTEST, SLOWEST } from '../core/view/tape.ts';
import { BotrcError, plainText } from '../sdk/index.ts';
import { type ClientMessage, PROTOCOL_VERSION } from './protocol.ts';

/** What a viewer of another protocol version still says in a way that is understood. */
const anyHello = z.object({
  type: z.literal('hello'),
  protocol: z.int(),
  watch: z.boolean().catch(false),
});

const hello = z.strictObject({
  type: z.literal('hello'),
  protocol: z.int(),
  client: z.enum(['cli', 'tui']),
  readOnly: z.boolean(),
  watch: z.boolean(),
});

const line = z.string().max(500);
const nothing = z.strictObject({});

const params: { readonly [N in CallName]: z.ZodType<Calls[N]['params']> } = {
  view: nothing,
  pause: nothing,
  confirm: z.strictObject({ id: line.min(1) }),
  decline: z.strictObject({ id: line.min(1), reason: line.exactOptional() }),
  // zod writes an absent key as `string | undefined`; exactOptionalPropertyTypes tells them apart.
  resume: z.strictObject({ reason: line.exactOptional() }),
  kill: z.strictObject({ cancel: z.boolean(), flatten: z.boolean(), reason: line }),
  stop: z.strictObject({ flatten: z.boolean() }),
  switch: z.strictObject({
    profile: line.min(1),
    positions: z.enum(['keep', 'flatten']),
    dryRun: z.boolean(),
  }),
  strategies: nothing,
  editStrategy: z.strictObject({
    action: z.enum(['add', 'edit', 'remove', 'start', 'stop']),
    name: line.min(1).exactOptional(),
    change: z
      .strictObject({
        plugin: line.min(1).exactOptional(),
        instruments: z.array(line).max(1000).exactOptional(),
        params: z.record(line, z.json()).exactOptional(),
        riskShare: z.number().exactOptional(),
      })
      .exactOptional(),
    positions: z.enum(['keep', 'flatten']),
    dryRun: z.boolean(),
  }),
  reconcile: z.strictObject({
    apply: z.boolean(),
    choices: z.record(line, z.enum(['adopt', 'close', 'cancel', 'ignore'])),
  }),
  notifyTest: nothing,
  profiles: nothing,
  explain: z.strictObject({ id: line.min(1), width: z.int().min(40).max(200) }),
  tape: z.discriminatedUnion('do', [
    z.strictObject({ do: z.enum(['pause', 'play']) }),
    z.strictObject({ do: z.literal('step'), to: z.enum(['event', 'decision']) }),
    z.strictObject({ do: z.literal('speed'), speed: z.number().min(SLOWEST).max(FASTEST) }),
    z.strictObject({ do: z.literal('jump'), to: line.min(1) }),
  ]),
  logs: z.strictObject({ limit: z.int().min(1).max(1000) }),
};

const call = z.object({
  type: z.literal('call'),
  id: z.int().nonnegative(),
  call: z.string().max(100),
  params: z.unknown(),
});

/** The calls that change nothing of a bot. */
const READING: ReadonlySet<CallName> = new Set(['view', 'logs', 'profiles', 'strategies', 'explain', 'tape']);

export type Hello = Extract<ClientMessage, { type: 'hello' }>;
export type Call = Extract<ClientMessage, { type: 'call' }>;

/** True for a call that a read-only viewer may make. */
export function isReading(name: CallName): boolean {
  return READING.has(name);
}

/**
 * The first message. One of another protocol version is read-only, whatever it asks for.
 * @throws BOTRC_CONTROL_MESSAGE
 */
export function parseHello(text: string): Hello {
  const value = parseJson(text);
  const version = anyHello.safeParse(value);
  if (!version.success) throw badMessage('the first message is no hello', version.error);
  if (version.data.protocol !== PROTOCOL_VERSION) {
    return { ...version.data, client: 'tui', readOnly: true };
  }
  const parsed = hello.safeParse(value);
  if (!parsed.success) throw badMessage('the hello is not as the protocol has it', parsed.error);
  return parsed.data;
}

/** A call that could be read, or the error that answers it; `id` is null where not even that could be read. */
export type ParsedCall =
  | { readonly ok: true; readonly call: Call }
  | { readonly ok: false; readonly id: number | null; readonly error: BotrcError };

export function parseCall(text: string): ParsedCall {
  let value: unknown;
  try {
    value = parseJson(text);
  } catch (error) {
    return { ok: false, id: null, error: error as BotrcError };
  }
  const envelope = call.safeParse(value);
  if (!envelope.success) return { ok: false, id: null, error: badMessage('not a call', envelope.error) };
  const { id, call: name } = envelope.data;
  if (!isCallName(name)) {
    const found = JSON.stringify(plainText(name, 60));
    const mend = `Known calls: ${Object.keys(params).join(', ')}.`;
    return {
      ok: false,
      id,
      error: new BotrcError('BOTRC_CONTROL_UNKNOWN_CALL', 'this bot knows no such call', { found, mend }),
    };
  }
  const parsed = params[name].safeParse(envelope.data.params);
  if (!parsed.success)
    return { ok: false, id, error: badMessage(`wrong parameters for ${name}`, parsed.error) };
  // The table gives each name its own parameters; the pairing is lost to the compiler at this one place.
  return { ok: true, call: { type: 'call', id, call: name, params: parsed.data } as Call };
}

function isCallName(name: string): name is CallName {
  return Object.hasOwn(params, name);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new BotrcError('BOTRC_CONTROL_MESSAGE', 'a message is no JSON', {
      found: JSON.stringify(plainText(text, 60)),
    });
  }
}

function badMessage(message: string, error: z.ZodError): BotrcError {
  const first = error.issues[0];
  const where = first === undefined ? '' : first.path.map(String).join('.');
  return new BotrcError('BOTRC_CONTROL_MESSAGE', message, {
    ...(first === undefined ? {} : { found: plainText(first.message) }),
    ...(where === '' ? {} : { where: plainText(where) }),
  });
}
