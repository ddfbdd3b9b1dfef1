import type { Alert, BotrcError, Notifier, PluginContext } from '@botrc/sdk';
import { FakeClock, type NotifierHarness, notifierSuite, type ServiceMood } from '@botrc/sdk/testkit';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import telegram from '../src/index.ts';
import type { Options } from '../src/options.ts';
import { type BotApi, hang, hangUp, page, type Reply, refused, startBotApi, taken } from './bot-api.ts';

const SECRET = 'AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw0';
const TOKEN = `123456:${SECRET}`;
const CHAT = -1_001_234;

const silent = (): void => undefined;
const context: PluginContext = {
  clock: new FakeClock(),
  log: { debug: silent, info: silent, warn: silent, error: silent },
  random: () => 0.5,
};
const create = (settings: Partial<Options>): Notifier =>
  telegram.create(
    { token: TOKEN, chatId: CHAT, apiRoot: 'https://api.telegram.org', silentBelow: 'warning', ...settings },
    context,
  );
const alert: Alert = {
  id: 'a1',
  level: 'critical',
  title: 'kill switch',
  text: 'drawdown 26 %\nall entries halted',
  timeMs: 1_700_000_000_000,
  bot: 'demo',
  dedupeKey: 'kill',
};

const MOODS: Record<ServiceMood, Reply> = {
  fine: taken,
  busy: refused(502, 'Bad Gateway'),
  'busy-until': refused(429, 'Too Many Requests: retry after 7', { retry_after: 7 }),
  refusing: refused(401, `Unauthorized: ${TOKEN}`),
  silent: hang,
};

const harness: NotifierHarness = {
  plugin: telegram,
  options: { token: TOKEN, chatId: CHAT },
  secrets: [TOKEN, SECRET],
  retryAfterMs: 7000,
  async create() {
    const api = await startBotApi();
    return {
      notifier: create({ apiRoot: api.apiRoot }),
      behave: (mood) => {
        api.reply = MOODS[mood];
      },
      received: () => api.sent.map(({ body }) => body.text),
      arrival: api.arrival,
      stop: api.stop,
    };
  },
};

describe('telegram', () => {
  it.each(notifierSuite)('$id $title', async ({ run }) => {
    expect(await run(harness)).toBeUndefined();
  });
});

describe('telegram against a local Bot API server', () => {
  let api: BotApi;
  beforeEach(async () => {
    api = await startBotApi();
  });
  afterEach(() => api.stop());

  const send = (
    settings: Partial<Options> = {},
    changes: Partial<Alert> = {},
    signal = new AbortController().signal,
  ) => create({ apiRoot: api.apiRoot, ...settings }).send({ ...alert, ...changes }, signal);
  const failing = async (reply: Reply): Promise<BotrcError> => {
    api.reply = reply;
    return (await send().catch((error: unknown) => error)) as BotrcError;
  };

  it('calls sendMessage with plain text, and nothing that would read it as markup', async () => {
    await send();
    expect(api.sent).toEqual([
      {
        path: `/bot${TOKEN}/sendMessage`,
        body: {
          chat_id: CHAT,
          text: '🛑 kill switch\ndrawdown 26 %\nall entries halted\ndemo · 2023-11-14 22:13:20 UTC',
          disable_notification: false,
          link_preview_options: { is_disabled: true },
        },
      },
    ]);
  });

  it('makes no sound below the given level', async () => {
    for (const level of ['info', 'warning', 'critical'] as const) await send({}, { level });
    await send({ silentBelow: 'critical' }, { level: 'warning' });
    expect(api.sent.map(({ body }) => body.disable_notification)).toEqual([true, false, false, true]);
  });

  it('never sends more than 4096 characters', async () => {
    await send({}, { text: '🛑'.repeat(5000) });
    const text = api.sent[0]?.body.text ?? '';
    expect(text.length).toBeLessThanOrEqual(4096);
    expect(text).toMatch(/…\ndemo · 2023-11-14 22:13:20 UTC$/);
    expect(Buffer.from(text).toString()).toBe(text);
  });

  it('works with an API root that ends in a slash', async () => {
    await send({ apiRoot: `${api.apiRoot}/` });
    expect(api.sent[0]?.path).toBe(`/bot${TOKEN}/sendMessage`);
  });

  it.each<[what: string, reply: Reply, code: string]>([
    ['429 with a wait', refused(429, 'Too Many Requests', { retry_after: 3 }), 'BOTRC_NOTIFY_RETRY'],
    ['429 without one', refused(429, 'Too Many Requests'), 'BOTRC_NOTIFY_RETRY'],
    ['500', refused(500, 'Internal Server Error'), 'BOTRC_NOTIFY_RETRY'],
    ['a page of a gateway', page(502, '<html>Bad Gateway</html>'), 'BOTRC_NOTIFY_RETRY'],
    ['JSON that is no answer', page(200, '{}'), 'BOTRC_NOTIFY_RETRY'],
    ['a broken connection', hangUp, 'BOTRC_NOTIFY_RETRY'],
    ['401', refused(401, 'Unauthorized'), 'BOTRC_NOTIFY_TOKEN'],
    ['404', refused(404, 'Not Found'), 'BOTRC_NOTIFY_TOKEN'],
    ['an unknown chat', refused(400, 'Bad Request: chat not found'), 'BOTRC_NOTIFY_CHAT'],
    [
      'a chat that blocked the bot',
      refused(403, 'Forbidden: bot was blocked by the user'),
      'BOTRC_NOTIFY_CHAT',
    ],
    [
      'a message it does not like',
      refused(400, 'Bad Request: message text is empty'),
      'BOTRC_NOTIFY_REFUSED',
    ],
  ])('answers %s with %s', async (_, reply, code) => {
    const error = await failing(reply);
    expect(error).toMatchObject({ code, detail: { where: 'notifier telegram' } });
    expect(error.cause).toBeUndefined();
    expect(JSON.stringify([error.message, error.detail, error.stack])).not.toContain(SECRET);
  });

  it('names the new id of a group that has moved', async () => {
    const reply = refused(400, 'Bad Request: group chat was upgraded to a supergroup chat', {
      migrate_to_chat_id: -100_777,
    });
    expect((await failing(reply)).detail.mend).toBe('Set options.chatId to -100777.');
  });

  it('takes control characters out of what the server says', async () => {
    expect((await failing(refused(400, 'Bad\u001b[31m Request'))).detail.found).toBe('400 Bad [31m Request');
  });

  it('gives up a hanging request when the host does, or when it is closed', async () => {
    api.reply = hang;
    const deadline = new AbortController();
    const first = send({}, {}, deadline.signal);
    await api.arrival();
    deadline.abort();
    await expect(first).rejects.toMatchObject({
      code: 'BOTRC_NOTIFY_RETRY',
      message: /did not answer in time/,
    });

    const notifier = create({ apiRoot: api.apiRoot });
    const second = notifier.send(alert, new AbortController().signal);
    await api.arrival();
    await notifier.close();
    await expect(second).rejects.toMatchObject({ code: 'BOTRC_NOTIFY_RETRY' });
    await expect(notifier.send(alert, new AbortController().signal)).rejects.toThrow();
  });

  it('gives up a body that never ends when the host does', async () => {
    api.reply = (response) =>
      void response.writeHead(200, { 'content-type': 'application/json' }).write('{"ok":');
    const deadline = new AbortController();
    const sending = send({}, {}, deadline.signal);
    await api.arrival();
    deadline.abort();
    await expect(sending).rejects.toMatchObject({ code: 'BOTRC_NOTIFY_RETRY' });
  });

  it('says that nobody listens, without the URL that holds the token', async () => {
    await api.stop();
    const error = (await send().catch((e: unknown) => e)) as BotrcError;
    expect(error).toMatchObject({ code: 'BOTRC_NOTIFY_RETRY', detail: { found: 'ECONNREFUSED' } });
    api = await startBotApi();
  });
});

describe('telegram options', () => {
  const issuesOf = (value: object): readonly { readonly message: string }[] => {
    const result = telegram.options['~standard'].validate(value);
    return 'then' in result ? [] : (result.issues ?? []);
  };

  it.each([
    [{ token: SECRET, chatId: 1 }, 'not a bot token'],
    [{ token: TOKEN, chatId: 'me' }, /./],
    [{ token: TOKEN, chatId: 1, apiRoot: 'ftp://x' }, 'not a URL'],
    [{ token: TOKEN, chatId: 1, silentBelow: 'loud' }, /./],
  ])('refuses %j without showing the token', (value, message) => {
    const [issue] = issuesOf(value);
    expect(issue?.message).toMatch(message);
    expect(JSON.stringify(issue)).not.toContain(SECRET);
  });

  it.each([[-1_001_234], ['-1001234'], ['@channel']])('takes the chat %s', (chatId) => {
    expect(issuesOf({ token: TOKEN, chatId })).toEqual([]);
  });
});
