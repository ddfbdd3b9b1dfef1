import { dirname } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Effect } from '../../../src/core/effect.ts';
import type { Chain, Link } from '../../../src/runtime/explain/chain.ts';
import { explain } from '../../../src/runtime/explain/explain.ts';
import { factsBefore } from '../../../src/runtime/explain/facts-before.ts';
import { type Silence, silence } from '../../../src/runtime/explain/silence.ts';
import { chainText, silenceText, storyText } from '../../../src/runtime/explain/text.ts';
import { JournalSearch } from '../../../src/runtime/journal/search.ts';
import { Sandbox } from '../../cli/run-bot.ts';
import { recorded, startTapeBot, type TapeBot } from '../tape-bot.ts';

type Submit = Extract<Effect, { type: 'submit' }>;

let tape: TapeBot;
let search: JournalSearch;
const submits: (readonly [number, Submit])[] = [];
const refused: number[] = [];
const fills: { readonly fillId: string; readonly clientOrderId: string }[] = [];

/** Four hours of the demo market with room for one position, so that the other instrument is refused. */
beforeAll(async () => {
  tape = await startTapeBot('demo', ['host=inline', 'risk.maxPositions=1']);
  await tape.run(180_000);
  await tape.session.command({ kind: 'pause' });
  await tape.run(60_000);
  const { run } = tape.session.parts;
  await tape.stop();
  const { journal } = recorded(tape.folder, run);
  for (const { seq, effects } of journal.effects(run)) {
    for (const effect of effects) {
      if (effect.type === 'submit') submits.push([seq, effect]);
      const isDenied = effect.type === 'record' && effect.record.kind === 'verdict';
      if (isDenied && effect.record.verdict === 'deny') refused.push(seq);
    }
  }
  for (const event of journal.replay(run)) if (event.type === 'fill') fills.push(event);
  journal.close();
  search = new JournalSearch(tape.folder);
}, 120_000);

afterAll(() => search.close());

function order(id: string): Chain {
  const [chain, ...more] = explain(search, id);
  if (chain?.kind !== 'order' || more.length > 0) throw new Error(`${id} is no order`);
  return chain;
}

function steps(chain: Chain): readonly Link['step'][] {
  return chain.links.map((link) => link.step);
}

function readsWell(lines: readonly string[]): void {
  for (const line of lines) {
    expect(line.length, line).toBeLessThanOrEqual(100);
    expect(line).not.toMatch(/undefined|null|NaN|\[object|\s$/);
  }
}

describe('every order of a demo run', () => {
  it('has a whole chain, from the event over the rules to how it ended', () => {
    expect(submits.length).toBeGreaterThan(20);
    for (const [seq, { order: sent }] of submits) {
      const chain = order(sent.clientOrderId);
      expect(chain.missing, sent.clientOrderId).toEqual([]);
      expect(steps(chain)).toEqual(
        expect.arrayContaining(['event', 'request', 'rule', 'verdict', 'submit', 'end']),
      );
      expect(chain.links.find((link) => link.step === 'submit')).toMatchObject({ seq, role: sent.role });
      expect(chain.links.find((link) => link.step === 'answer')).toMatchObject({ outcome: 'accepted' });
      readsWell(chainText(chain));
    }
  });

  it('has the size of a signal with its numbers, and each rule with what it used and its limit', () => {
    const entries = submits.filter(([, { order: sent }]) => sent.role === 'entry');
    expect(entries.length).toBeGreaterThan(3);
    for (const [, { order: sent }] of entries) {
      const { links } = order(sent.clientOrderId);
      expect(links.find((link) => link.step === 'sizing')).toMatchObject({ currency: 'USDT' });
      const rules = links.filter((link) => link.step === 'rule');
      expect(rules.length).toBeGreaterThan(8);
      for (const rule of rules) expect(rule).toMatchObject({ used: /./, limit: /./, reason: /./ });
      expect(links[0]).toMatchObject({ step: 'event', type: 'bar', price: /\d/, bid: /\d/, ask: /\d/ });
    }
  });

  it('ends as the core knows it, with the fills that it had', () => {
    const known = tape.session.parts.facts.orders;
    for (const [, { order: sent }] of submits) {
      const end = order(sent.clientOrderId).links.at(-1);
      const state = known.get(sent.clientOrderId)?.state;
      if (state !== undefined) expect(end).toMatchObject({ step: 'end', state });
    }
  });
});

describe('every fill', () => {
  it('leads to its order, with slippage against the requested price and the time since it was sent', () => {
    expect(fills.length).toBeGreaterThan(10);
    for (const { fillId, clientOrderId } of fills) {
      const chain = order(fillId);
      expect(chain.id).toBe(clientOrderId);
      const found = chain.links.find((link) => link.step === 'fill' && link.fillId === fillId);
      expect(found).toMatchObject({ slippageBps: expect.any(Number), latencyMs: expect.any(Number) });
    }
  });

  it('slips by what it was worse than asked: a buy above, a sale below', () => {
    for (const { fillId } of fills) {
      const { links } = order(fillId);
      const submit = links.find((link) => link.step === 'submit');
      const fill = links.find((link) => link.step === 'fill' && link.fillId === fillId);
      if (submit?.step !== 'submit' || fill?.step !== 'fill') throw new Error('no submit or fill');
      if (links.some((link) => link.step === 'amend' && link.triggerPrice !== undefined)) continue;
      const [asked, paid] = [Number(submit.requestedPrice), Number(fill.price)];
      const worse = submit.side === 'buy' ? paid - asked : asked - paid;
      expect(fill.slippageBps).toBeCloseTo((worse / asked) * 10_000, 1);
    }
  });
});

describe('every refused signal', () => {
  it('has a whole chain that ends with the rule that said no', () => {
    expect(refused.length).toBeGreaterThan(2);
    for (const seq of refused) {
      const chains = explain(search, String(seq));
      expect(chains.length).toBeGreaterThan(0);
      for (const chain of chains) {
        if (chain.kind !== 'signal') continue;
        expect(chain.missing).toEqual([]);
        expect(steps(chain).slice(0, 2)).toEqual(['event', 'request']);
        expect(chain.links.at(-1)).toMatchObject({
          step: 'verdict',
          verdict: 'deny',
          rule: /./,
          reason: /./,
        });
        readsWell(chainText(chain));
      }
    }
  });
});

describe('a position', () => {
  it('is told by its key, by instrument and strategy, and by its instrument', () => {
    const [entry] = submits;
    const { instrument = '', owner = '' } = entry?.[1].order ?? {};
    const stories = [`main/${instrument}/net/${owner}`, `${instrument}/${owner}`, instrument].map((id) =>
      explain(search, id),
    );
    expect(stories[1]).toEqual(stories[0]);
    expect(stories[2]).toEqual(stories[0]);
    const [story] = stories[0] ?? [];
    if (story?.kind !== 'position') throw new Error('no position');
    expect(story.orders[0]).toMatchObject({ role: 'entry', state: 'filled' });
    expect(story.orders.some(({ role }) => role === 'stop')).toBe(true);
    readsWell(storyText(story));
  });
});

describe('an id that the journal does not know', () => {
  it.each(['', 'zork', 'main/DOGEUSDT/net/x', '999999999', "'; DROP TABLE entries; --", '%'])(
    '%j is refused',
    (id) => {
      expect(() => explain(search, id)).toThrow(expect.objectContaining({ code: 'BOTRC_EXPLAIN_UNKNOWN' }));
    },
  );
});

describe('why nothing was sent', () => {
  const ask = (atMs: number | undefined, instrument = 'BTCUSDT'): Silence => {
    const found = silence(search, {
      instrument,
      ...(atMs !== undefined && { atMs }),
      withinMs: 60_000,
      running: false,
      factsBefore: (seq) => factsBefore(tape.folder, seq),
    });
    readsWell(silenceText(found));
    return found;
  };

  it('a signal was refused: by the rule that refused it', () => {
    const [seq = 0] = refused;
    const [chain] = explain(search, String(seq));
    if (chain?.kind !== 'signal') throw new Error('no refusal');
    const [event] = chain.links;
    const verdict = chain.links.at(-1);
    if (event?.step !== 'event' || verdict?.step !== 'verdict') throw new Error('no event or verdict');
    const found = ask(event.atMs, chain.instrument);
    expect(found.refused.map(({ id }) => id)).toContain(String(seq));
    expect(found.sent.length > 0 || found.gate === verdict.rule).toBe(true);
  });

  it('the bot was paused: the gate is shut though nobody asked', () => {
    const found = ask(undefined);
    const gate = found.gates.find(({ gate: name }) => name === 'open-for-entries');
    expect(gate).toMatchObject({ open: false, reason: /paus/ });
    expect(found.gate).toBe('open-for-entries');
  });

  it('the bot did not run yet, or no more', () => {
    expect(ask(1_600_000_000_000)).toMatchObject({ gate: 'running', answer: /did not run yet/ });
    expect(ask(1_900_000_000_000)).toMatchObject({ gate: 'running', answer: /was stopped/ });
  });

  it('nobody asked: every gate with what it used, and what there was to look at', () => {
    const [first] = search.runs();
    const found = ask((first?.startedMs ?? 0) + 1_800_000);
    expect(found.market?.events).toBeGreaterThan(0);
    expect(found.gates.map(({ gate }) => gate)).toEqual(
      expect.arrayContaining([
        'running',
        'feed',
        'strategy',
        'warm-up',
        'kill-switch',
        'max-positions',
        'venue-limits',
      ]),
    );
  });

  it('of an instrument that the bot never knew is refused, with the nearest', () => {
    expect(() => ask(undefined, 'BTCUSD')).toThrow(
      expect.objectContaining({
        code: 'BOTRC_EXPLAIN_UNKNOWN',
        detail: { found: 'BTCUSD', mend: 'Did you mean "BTCUSDT"?' },
      }),
    );
  });
});

describe('bot explain', () => {
  it('tells it on the command line, as text and as one JSON document, with the exit codes of the contract', async () => {
    const cli = new Sandbox();
    const where = ['--home', dirname(tape.folder), '--name', 'tape'];
    const id = submits[0]?.[1].order.clientOrderId ?? '';
    try {
      const [text, json, silent, unknown, wrong] = await Promise.all([
        cli.bot('explain', id, ...where),
        cli.json('explain', id, ...where),
        cli.json('explain', '--instrument', 'BTCUSDT', ...where),
        cli.json('explain', 'zork', ...where),
        cli.json('explain', '--instrument', 'BTCUSDT', '--at', 'yesterday', ...where),
      ]);
      expect(text).toMatchObject({ code: 0, stderr: '' });
      readsWell(text.stdout.trimEnd().split('\n'));
      expect(json).toMatchObject({ code: 0, document: { name: 'tape', explanations: [order(id)] } });
      expect(silent).toMatchObject({ code: 0, document: { kind: 'silence', gate: 'open-for-entries' } });
      expect(unknown).toMatchObject({ code: 4, document: { error: { code: 'BOTRC_EXPLAIN_UNKNOWN' } } });
      expect(wrong).toMatchObject({ code: 2, document: { error: { code: 'BOTRC_USAGE' } } });
    } finally {
      await cli.remove();
    }
  }, 60_000);
});
