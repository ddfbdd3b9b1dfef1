import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** One answer of the local Bot API server. */
export type Reply = (response: ServerResponse, sent: Sent) => void;

/** A call as it reached the server. */
export interface Sent {
  readonly path: string;
  readonly body: { readonly chat_id: unknown; readonly text: string } & Readonly<Record<string, unknown>>;
}

export interface BotApi {
  readonly apiRoot: string;
  readonly sent: readonly Sent[];
  reply: Reply;
  arrival(): Promise<void>;
  stop(): Promise<void>;
}

const json = (response: ServerResponse, status: number, body: object): void => {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
};

/** The shapes of https://core.telegram.org/bots/api#making-requests */
export const taken: Reply = (response, { body }) => {
  const chat = { id: body.chat_id, type: 'private', first_name: 'Test' };
  json(response, 200, { ok: true, result: { message_id: 1, date: 1_700_000_000, chat, text: body.text } });
};
export const refused =
  (error_code: number, description: string, parameters?: object): Reply =>
  (response) =>
    json(response, error_code, { ok: false, error_code, description, ...(parameters && { parameters }) });
export const hang: Reply = () => undefined;
export const hangUp: Reply = (response) => response.destroy();
export const page =
  (status: number, html: string): Reply =>
  (response) =>
    void response.writeHead(status, { 'content-type': 'text/html' }).end(html);

/** A real HTTP server on this machine that answers `sendMessage` as it is told. */
export async function startBotApi(): Promise<BotApi> {
  const sent: Sent[] = [];
  let waiting: (() => void)[] = [];
  const server = createServer((request: IncomingMessage, response: ServerResponse) => {
    let text = '';
    request.setEncoding('utf8');
    request.on('data', (part: string) => {
      text += part;
    });
    request.on('end', () => {
      const call: Sent = { path: request.url ?? '', body: JSON.parse(text) };
      sent.push(call);
      for (const resolve of waiting) resolve();
      waiting = [];
      api.reply(response, call);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const api: BotApi = {
    apiRoot: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    sent,
    reply: taken,
    arrival: () => new Promise((resolve) => void waiting.push(resolve)),
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return api;
}
