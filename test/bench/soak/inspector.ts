/** What a thread answers with; of no method more than is read here. */
interface Reply {
  readonly id?: number;
  readonly method?: string;
  readonly params?: { readonly sessionId: string; readonly message?: string };
  readonly result?: { readonly usedSize?: number };
  readonly error?: { readonly message: string };
}

/** Workers tell of themselves when they are asked for; long before this. */
const ATTACH_MS = 500;

/**
 * Bytes that live on the heaps of a process's threads, each after a full collection, by the inspector at `url`
 * (`node --inspect`). It lets go again, so that a thread is watched for this moment only.
 */
export async function liveHeap(url: string): Promise<number> {
  const socket = new WebSocket(url);
  const waiting = new Map<number, { resolve: (reply: Reply) => void; reject: (error: Error) => void }>();
  const workers = new Set<string>();
  let asked = 0;

  const settle = (reply: Reply): void => {
    const asker = waiting.get(reply.id ?? 0);
    if (reply.error) asker?.reject(new Error(reply.error.message));
    else asker?.resolve(reply);
  };
  const ask = (method: string, params: object = {}, worker?: string): Promise<Reply> =>
    new Promise((resolve, reject) => {
      const id = ++asked;
      waiting.set(id, { resolve, reject });
      const message = JSON.stringify({ id, method, params });
      if (worker === undefined) socket.send(message);
      else void ask('NodeWorker.sendMessageToWorker', { sessionId: worker, message }).catch(reject);
    });
  const used = async (worker?: string): Promise<number> => {
    await ask('HeapProfiler.collectGarbage', {}, worker);
    return (await ask('Runtime.getHeapUsage', {}, worker)).result?.usedSize ?? Number.NaN;
  };

  socket.addEventListener('message', ({ data }) => {
    const reply = JSON.parse(String(data)) as Reply;
    if (reply.method === 'NodeWorker.attachedToWorker') workers.add(reply.params?.sessionId ?? '');
    else if (reply.method === 'NodeWorker.receivedMessageFromWorker')
      settle(JSON.parse(reply.params?.message ?? '{}') as Reply);
    else settle(reply);
  });
  await new Promise((resolve, reject) => {
    socket.addEventListener('open', resolve);
    socket.addEventListener('error', () => reject(new Error(`no inspector answers at ${url}`)));
  });
  try {
    await ask('NodeWorker.enable', { waitForDebuggerOnStart: false });
    await new Promise((resolve) => setTimeout(resolve, ATTACH_MS));
    let bytes = await used();
    for (const worker of workers) bytes += await used(worker);
    await ask('NodeWorker.disable');
    return bytes;
  } finally {
    socket.close();
  }
}
