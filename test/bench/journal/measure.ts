/** `measure.ts throughput|intent|build|restart FOLDER SIZE`: prints one JSON object. */
import { closeSync, fdatasyncSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { encode } from '../../../src/core/codec.ts';
import type { Event } from '../../../src/core/event.ts';
import { createFacts } from '../../../src/core/facts.ts';
import { foldDecision, foldEvent } from '../../../src/core/fold.ts';
import { openJournal } from '../../../src/runtime/journal/open-journal.ts';
import { loadFacts } from '../../../src/runtime/recovery/load-facts.ts';
import { BTC, decisionAt, eventAt, isFill, SILENT, START, WINDOW } from './load.ts';

const [kind = '', folder = '', size = ''] = process.argv.slice(2);
const count = Number(size);
const KINDS: Readonly<Record<string, () => object | Promise<object>>> = {
  throughput,
  intent,
  build,
  restart,
};
mkdirSync(folder, { recursive: true });
console.info(JSON.stringify(await KINDS[kind]?.()));

function windows(): readonly (readonly Event[])[] {
  const all: Event[][] = [];
  for (let seq = 1; seq <= count; seq += WINDOW) {
    all.push(Array.from({ length: Math.min(WINDOW, count - seq + 1) }, (_, i) => eventAt(seq + i)));
  }
  return all;
}

/** A busy run through the journal, then the same texts to a bare file, with a sync for each commit. */
async function throughput(): Promise<object> {
  const batches = windows().map((events) => ({ events, decisions: events.filter(isFill).map(decisionAt) }));
  const journal = openJournal({ folder, log: SILENT });
  journal.beginRun(START);
  const begun = performance.now();
  for (const { events, decisions } of batches) {
    journal.appendEvents(events);
    for (const decision of decisions) journal.appendEffects(decision);
    journal.commit();
    journal.tick(events.at(-1)?.at ?? 0);
    // The loop waits for the host.
    await turn();
  }
  journal.close();
  const ms = performance.now() - begun;

  const texts = batches.map(({ events, decisions }) =>
    Buffer.from([...events, ...decisions].map((entry) => `${encode(entry)}\n`).join('')),
  );
  const file = openSync(join(folder, 'bare'), 'w');
  const bare = performance.now();
  for (const text of texts) {
    writeSync(file, text);
    fdatasyncSync(file);
  }
  closeSync(file);
  return {
    events: count,
    ms,
    bareMs: performance.now() - bare,
    bytes: texts.reduce((sum, t) => sum + t.length, 0),
  };
}

/** One durable intent after the other, each beside a bare sync of as many bytes. */
function intent(): object {
  const journal = openJournal({ folder, log: SILENT });
  journal.beginRun(START);
  const file = openSync(join(folder, 'bare'), 'w');
  const ours: number[] = [];
  const bare: number[] = [];
  for (let i = 1; i <= count; i++) {
    const event = eventAt(i * 10);
    const decision = decisionAt(event);
    const text = Buffer.from(`${encode(event)}\n${encode(decision)}\n`);
    const begun = performance.now();
    journal.appendEvents([event]);
    journal.appendEffects(decision);
    journal.commit();
    const durable = performance.now();
    writeSync(file, text);
    fdatasyncSync(file);
    ours.push(durable - begun);
    bare.push(performance.now() - durable);
  }
  journal.close();
  closeSync(file);
  return { ours: middle(ours), bare: middle(bare) };
}

function middle(values: number[]): number {
  return values.sort((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
}

/** The journal of a run that was killed, as a session writes it: with the facts kept every 2,000 decisions. */
function build(): object {
  const journal = openJournal({ folder, log: SILENT });
  const facts = createFacts();
  facts.instruments.set(BTC.id, BTC);
  journal.beginRun(START);
  // What a run begins with, as a session keeps it.
  journal.snapshot(0, facts);
  let decided = 0;
  for (const events of windows()) {
    journal.appendEvents(events);
    for (const event of events) {
      if (!isFill(event)) continue;
      const decision = decisionAt(event);
      foldEvent(facts, event);
      foldDecision(facts, decision);
      journal.appendEffects(decision);
      decided++;
    }
    journal.commit();
    journal.tick(events.at(-1)?.at ?? 0);
    if (decided < 2000) continue;
    decided = 0;
    journal.snapshot(events.at(-1)?.seq ?? 0, facts);
  }
  return { orders: facts.orderCount };
}

/** From a dead bot's folder to its facts. */
function restart(): object {
  const begun = performance.now();
  const journal = openJournal({ folder, log: SILENT });
  const orders = loadFacts(journal)?.orderCount;
  const ms = performance.now() - begun;
  journal.close();
  return { ms, orders };
}
