import { setFlagsFromString } from 'node:v8';
import { type ResourceLimits, Worker } from 'node:worker_threads';

// Node strips types with a WebAssembly module that all threads share. After 1000 calls V8 compiles the module's
// wrappers anew, and where two threads do it at once it frees code in use: the whole bot dies of SIGSEGV in
// Runtime_TierUpWasmToJSWrapper (seen on Node 24.21). A budget that is never spent leaves the first wrappers in place;
// it holds for modules instantiated from here on, so it is set before anything of a plugin is read.
setFlagsFromString('--wasm-wrapper-tiering-budget=2147483647');

/** What a thread is given besides its entry. */
export interface ThreadOptions {
  /** Shown by the operating system and in traces. */
  readonly name: string;
  readonly workerData?: unknown;
  readonly resourceLimits?: ResourceLimits;
}

/**
 * Starts code that is not ours to trust with this process: an empty environment, none of our flags, and whatever it
 * prints is dropped, so that it cannot mix with the bot's own lines. The only place where a thread begins.
 */
export function startThread(entry: URL, options: ThreadOptions): Worker {
  const worker = new Worker(entry, { ...options, env: {}, execArgv: [], stdout: true, stderr: true });
  worker.stdout.resume();
  worker.stderr.resume();
  return worker;
}
