import type { Bank } from '../account/bank.ts';
import type { FaultSource } from '../faults/faults.ts';
import type { World } from '../world.ts';
import type { Client } from './client.ts';
import type { Hub } from './hub.ts';

/** What every connection is given. */
export interface Session {
  readonly client: Client;
  readonly hub: Hub;
  readonly bank: Bank;
  readonly world: World;
  readonly faults: FaultSource;
  readonly log: (line: string) => void;
}

/** One client's side of a path. */
export interface Connection {
  receive(text: string): void;
  /** The client has left. */
  left(): void;
}

/** A text from a client as an object; undefined where it is none. */
export function readMessage(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null
      ? (value as Readonly<Record<string, unknown>>)
      : undefined;
  } catch {
    return undefined;
  }
}

/** A field where it is text, else "". */
export function textOf(message: Readonly<Record<string, unknown>>, field: string): string {
  const value = message[field];
  return typeof value === 'string' ? value : '';
}
