import { describe, expect, it } from 'vitest';
import { SecretSet } from '../../../src/runtime/config/secrets.ts';
import { redactingExchange } from '../../../src/runtime/ports/redacting-exchange.ts';
import { BotrcError, type Exchange, type ExchangeEvent } from '../../../src/sdk/index.ts';

const SECRET = 'hunter2-hunter2';
const secrets = new SecretSet();
secrets.add(SECRET);

/** Says its key wherever the contract has room for words. */
class Talkative {
  readonly #key = SECRET;
  async connect(sink: (event: ExchangeEvent) => void): Promise<void> {
    sink({ type: 'feed', status: 'down', reason: `bad key ${this.#key}` });
  }
  async submit() {
    return { kind: 'rejected', code: 'X', reason: `key ${this.#key} is not allowed` } as const;
  }
  async snapshot() {
    return { time: 1, positions: [], balances: [], orders: [{ clientOrderId: 'a', reason: this.#key }] };
  }
  async cancel() {
    throw new BotrcError(
      'BOTRC_EXCHANGE_REFUSED',
      `no ${this.#key}`,
      { found: this.#key },
      new Error(this.#key),
    );
  }
  async instruments() {
    throw new TypeError(this.#key);
  }
  capabilities() {
    return { execution: 'live' };
  }
}

const exchange = redactingExchange(new Talkative() as unknown as Exchange, secrets);

describe('an exchange that quotes its key', () => {
  it('is heard without it: in events, answers and snapshots', async () => {
    const events: ExchangeEvent[] = [];
    await exchange.connect((event) => events.push(event));
    expect(events).toEqual([{ type: 'feed', status: 'down', reason: 'bad key •••' }]);
    expect(await exchange.submit({} as never)).toEqual({
      kind: 'rejected',
      code: 'X',
      reason: 'key ••• is not allowed',
    });
    expect(await exchange.snapshot()).toMatchObject({ orders: [{ clientOrderId: 'a', reason: '•••' }] });
    expect(exchange.capabilities()).toEqual({ execution: 'live' });
  });

  it('fails without it: in the message, the detail, the stack and the cause', async () => {
    const failures = await Promise.allSettled([exchange.cancel({} as never), exchange.instruments([])]);
    for (const failure of failures) {
      if (failure.status !== 'rejected') throw new Error('it did not fail');
      const { message, stack, cause, detail } = failure.reason;
      expect(JSON.stringify([message, stack, String(cause), detail])).not.toContain(SECRET);
    }
    expect(failures[0]).toMatchObject({ reason: { code: 'BOTRC_EXCHANGE_REFUSED', message: 'no •••' } });
    expect(failures[1]).toMatchObject({ reason: { name: 'TypeError', message: '•••' } });
  });

  it('is left as it is where there is no secret', () => {
    const plain = new Talkative() as unknown as Exchange;
    expect(redactingExchange(plain, new SecretSet())).toBe(plain);
  });
});
