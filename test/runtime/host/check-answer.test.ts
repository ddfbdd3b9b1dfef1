import { describe, expect, it } from 'vitest';
import type { Decision, Effect } from '../../../src/core/effect.ts';
import type { Event } from '../../../src/core/event.ts';
import { createFacts } from '../../../src/core/facts.ts';
import { checkAnswer } from '../../../src/runtime/host/check-answer.ts';

const FACTS = Object.assign(createFacts(), { run: 'r1', orderCount: 35 });
const EVENTS: readonly Event[] = [7, 8, 9].map((seq) => ({ type: 'timer', timerId: 't', seq, at: 100 }));

const timer: Effect = { type: 'timer', timerId: 't', dueMs: 0 };
// Only the gate makes an approved order, and only its id matters here.
const submit = (clientOrderId: unknown): Effect => ({ type: 'submit', order: { clientOrderId } }) as Effect;
const decision = (seq: number, ...effects: readonly Effect[]): Decision => ({ seq, at: 100, effects });

const check = (...decisions: readonly Decision[]) => checkAnswer(EVENTS, decisions, FACTS);
const misfit = (what: RegExp): unknown =>
  expect.objectContaining({ code: 'BOTRC_HOST_ANSWER', message: expect.stringMatching(what) });

describe("a host's answer", () => {
  it('fits where each decision is of an event, and order ids count on', () => {
    expect(() => check()).not.toThrow();
    expect(() => check(decision(7, timer), decision(9, timer))).not.toThrow();
    expect(() =>
      check(decision(7, submit('r1-10'), submit('r1-11')), decision(9, submit('r1-12'))),
    ).not.toThrow();
  });

  it.each([
    ['for an event that was not asked about', [decision(6, timer)]],
    ['twice for one event', [decision(7, timer), decision(7, timer)]],
    ['in another order', [decision(8, timer), decision(7, timer)]],
  ])('does not fit where it decides %s', (_what, decisions) => {
    expect(() => check(...decisions)).toThrow(misfit(/for no event/) as Error);
  });

  it.each([
    ['an id that was used', 'r1-z'],
    ['an id that is left out', 'r1-11'],
    ["another run's id", 'r0-10'],
    ['no id', undefined],
  ])('does not fit with %s', (_what, id) => {
    expect(() => check(decision(8, submit(id)))).toThrow(misfit(/another id than r1-10/) as Error);
  });

  it('does not fit with another time, or where it is none at all', () => {
    expect(() => check({ seq: 7, at: 101, effects: [timer] })).toThrow(misfit(/not of its event/) as Error);
    const junk = 'decisions' as unknown as readonly Decision[];
    expect(() => checkAnswer(EVENTS, junk, FACTS)).toThrow(misfit(/no list/) as Error);
  });

  it('counts from the run that begins in the same batch', () => {
    const config = { run: 'r2' } as Extract<Event, { type: 'config' }>['config'];
    const begin: Event = { type: 'config', config, configHash: '', cause: 'start', seq: 6, at: 100 };
    const decisions = [decision(7, submit('r2-10'))];
    expect(() => checkAnswer([begin, ...EVENTS], decisions, FACTS)).not.toThrow();
  });
});
