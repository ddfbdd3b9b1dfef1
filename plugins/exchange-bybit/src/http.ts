/** Largest answer read; the list of all instruments is under 1 MB. */
const MOST_BYTES = 16 * 1024 * 1024;

export interface HttpAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: string;
}

/** Asks once. Follows no redirect. @throws whatever fetch throws; RangeError where the answer is too large */
export async function ask(url: URL, init: RequestInit): Promise<HttpAnswer> {
  const headers = { 'user-agent': 'botrc', ...(init.headers as Readonly<Record<string, string>>) };
  const response = await fetch(url, { ...init, redirect: 'error', headers });
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    bytes += chunk.byteLength;
    if (bytes > MOST_BYTES) throw new RangeError(`it has more than ${MOST_BYTES} bytes`);
    chunks.push(chunk);
  }
  return { status: response.status, headers: response.headers, body: Buffer.concat(chunks).toString() };
}
