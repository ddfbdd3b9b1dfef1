/**
 * One run of the book row, a process of its own so that compiling counts: `measure.ts JSONL MESSAGES parse|core`.
 * Prints one JSON line. `parse`: message text → exchange event → the core's book. `core`: the same through the core's
 * step with a strategy. Both read the best bid and ask after every message.
 */
import { readFileSync } from 'node:fs';
import { createPublicParser } from '../../../plugins/exchange-bybit/src/public.ts';
import { MARKETS } from '../../../plugins/exchange-bybit/test/support/markets.ts';
import { Book } from '../../../src/core/market/book.ts';
import type { BookView, ExchangeEvent } from '../../../src/sdk/index.ts';
import { createBookReader } from './book-reader.ts';

const [file = '', limit = '', kind = 'parse'] = process.argv.slice(2);
const bytes = readFileSync(file);
const starts = lineStarts(bytes, Number(limit) + 1);
const last = starts.length - 2;

let best = 0;
const parser = createPublicParser({ instruments: MARKETS, sink: kind === 'core' ? intoCore() : intoBook() });

// The snapshot, as the reference reads it: outside the measured time. Making text of the bytes is inside.
take(0);
best = 0;
const startedMs = performance.now();
for (let i = 1; i <= last; i++) take(i);
const ms = performance.now() - startedMs;
if (parser.dropped > 0) throw new Error(`${parser.dropped} messages were dropped`);
process.stdout.write(`${JSON.stringify({ messages: last, ms, best })}\n`);

function take(line: number): void {
  parser.message(bytes.toString('latin1', starts[line]!, starts[line + 1]! - 1));
}

function read({ bids, asks }: BookView): void {
  best += (bids.price(0) ?? 0) + (asks.price(0) ?? 0);
}

function intoBook(): (event: ExchangeEvent) => void {
  const book = new Book();
  return (event) => {
    if (event.type !== 'book') throw new Error(`a ${event.type} event`);
    book.apply(event);
    read(book);
  };
}

function intoCore(): (event: ExchangeEvent) => void {
  return createBookReader(MARKETS.get('BTCUSDT')!, read);
}

/** Where each of the first `most` lines begins, and where the last of them ends. */
function lineStarts(text: Buffer, most: number): number[] {
  const found = [0];
  while (found.length <= most) {
    const end = text.indexOf(10, found.at(-1)!);
    if (end < 0) break;
    found.push(end + 1);
  }
  return found;
}
