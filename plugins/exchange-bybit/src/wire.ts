import { BotrcError, type Ms, plainText } from '@botrc/sdk';

/**
 * The envelope of a public stream message (https://bybit-exchange.github.io/docs/v5/ws/connect). What is inside
 * `data` is checked by the parser of its topic.
 */
export interface TopicMessage {
  readonly kind: 'topic';
  readonly topic: string;
  readonly type: 'snapshot' | 'delta';
  /** When the venue made the message. */
  readonly timeMs: Ms;
  readonly data: unknown;
}

/** An answer to subscribe, unsubscribe or ping. Linear acks have an empty `message`, spot says "subscribe". */
export interface ControlMessage {
  readonly kind: 'control';
  readonly op: string;
  readonly success: boolean;
  /** The venue's words, safe to print. */
  readonly message: string;
  /** Echo of the request's id; empty where the venue sent none. */
  readonly requestId: string;
}

/** @throws BOTRC_WIRE_FORMAT where the text is no message of the public streams. */
export function decode(text: string): TopicMessage | ControlMessage {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new BotrcError('BOTRC_WIRE_FORMAT', 'a message is not JSON', { found: clip(text) }, error);
  }
  const message = asRecord(value, 'message');
  if (message.topic === undefined) {
    if (typeof message.op !== 'string') throw malformed('message', 'has neither topic nor op', text);
    return {
      kind: 'control',
      op: message.op,
      success: message.success === true,
      message: typeof message.ret_msg === 'string' ? plainText(message.ret_msg) : '',
      requestId: typeof message.req_id === 'string' ? message.req_id : '',
    };
  }
  const type = message.type;
  if (type !== 'snapshot' && type !== 'delta') throw malformed('type', 'is neither snapshot nor delta', type);
  return {
    kind: 'topic',
    topic: asText(message.topic, 'topic'),
    type,
    timeMs: asTime(message.ts, 'ts'),
    data: message.data,
  };
}

/** @throws BOTRC_WIRE_FORMAT where the value is no object. */
export function asRecord(value: unknown, field: string): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw malformed(field, 'is no object', value);
  return value as Readonly<Record<string, unknown>>;
}

/** @throws BOTRC_WIRE_FORMAT where the value is no array, or one longer than the venue ever sends. */
export function asArray(value: unknown, field: string, most: number): readonly unknown[] {
  if (!Array.isArray(value)) throw malformed(field, 'is no array', value);
  if (value.length > most) throw malformed(field, `has more than ${most} items`, String(value.length));
  return value;
}

/** @throws BOTRC_WIRE_FORMAT where the value is no text. */
export function asText(value: unknown, field: string): string {
  if (typeof value !== 'string') throw malformed(field, 'is no text', value);
  return value;
}

/** @throws BOTRC_WIRE_FORMAT where the value is no whole number >= 0. */
export function asInteger(value: unknown, field: string): number {
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 0)
    throw malformed(field, 'is no whole number', value);
  return value;
}

/** @throws BOTRC_WIRE_FORMAT where the value is no time in ms that a Date can hold. */
export function asTime(value: unknown, field: string): Ms {
  const timeMs = asInteger(value, field);
  if (timeMs > 8.64e15) throw malformed(field, 'is no time', value);
  return timeMs;
}

/** The error of a field that is not what the venue documents. */
export function malformed(field: string, problem: string, found: unknown): BotrcError {
  return new BotrcError('BOTRC_WIRE_FORMAT', `${field} ${problem}`, { found: clip(found) });
}

function clip(found: unknown): string {
  const text = typeof found === 'string' ? found : typeof found === 'object' ? kindOf(found) : String(found);
  return plainText(text, 80);
}

function kindOf(found: unknown): string {
  return found === null ? 'null' : Array.isArray(found) ? 'an array' : 'an object';
}
