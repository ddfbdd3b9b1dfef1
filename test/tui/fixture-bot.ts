import type { BotView, LogRow } from '../../src/core/view/bot.ts';
import type { CallName, Calls } from '../../src/core/view/calls.ts';
import type { Handle } from '../../src/runtime/handle.ts';
import { BotrcError } from '../../src/sdk/index.ts';
import { fixtureLogs, fixtureTape, fixtureView, NOW } from './fixture-view.ts';

/** A running bot's handle over fixture data, for the real control server: it notes calls and changes on request. */
export class FixtureBot implements Handle {
  readonly name = 'demo';
  /** Every call that arrived, as `name {params}`. */
  readonly called: string[] = [];
  /** While true, calls are never answered. */
  silent = false;
  /** While true, a confirmed signal is refused after all. */
  refuses = false;
  /** Further lines in the plan of a switch. */
  changes = 0;
  #view: BotView = fixtureView;
  #logs: readonly LogRow[] = fixtureLogs;
  #changed = new Set<(slices: Partial<BotView>) => void>();
  #logged = new Set<(row: LogRow) => void>();

  view(): BotView {
    return this.#view;
  }

  logs(limit: number): readonly LogRow[] {
    return this.#logs.slice(-limit);
  }

  onChange(listener: (slices: Partial<BotView>) => void): () => void {
    this.#changed.add(listener);
    return () => this.#changed.delete(listener);
  }

  onLog(listener: (row: LogRow) => void): () => void {
    this.#logged.add(listener);
    return () => this.#logged.delete(listener);
  }

  /** What viewers that come later see. */
  show(view: BotView, logs: readonly LogRow[] = fixtureLogs): void {
    this.#view = view;
    this.#logs = logs;
  }

  change(slices: Partial<BotView>): void {
    this.#view = { ...this.#view, ...slices };
    for (const tell of this.#changed) tell(slices);
  }

  log(text: string, level: LogRow['level'] = 'info'): void {
    const row = { timeMs: NOW, level, source: 'test', text };
    this.#logs = [...this.#logs, row];
    for (const tell of this.#logged) tell(row);
  }

  async call<N extends CallName>(call: N, params: Calls[N]['params']): Promise<Calls[N]['result']> {
    this.called.push(`${call} ${JSON.stringify(params)}`);
    if (this.silent) await new Promise(() => undefined);
    const answers: { [K in CallName]?: (params: Calls[K]['params']) => Calls[K]['result'] } = {
      view: () => this.#view,
      pause: () => this.#become('paused'),
      resume: () => this.#become('running'),
      confirm: () => ({ state: this.#view.head.state, sent: !this.refuses }),
      decline: () => ({ state: this.#view.head.state }),
      kill: () => ({
        ...this.#become('halted'),
        latched: true,
        verified: true,
        openOrders: 0,
        openPositions: 0,
      }),
      tape: () => {
        if (this.refuses) throw new BotrcError('BOTRC_TAPE_TARGET', 'the run has no such place');
        return this.#view.tape ?? fixtureTape;
      },
      logs: ({ limit }) => this.logs(limit),
      profiles: () => [
        { name: 'demo', description: 'EMA cross on the synthetic market', source: 'profiles/demo.yml' },
        { name: 'demo-vwap', description: 'VWAP reversion', source: 'profiles/demo-vwap.yml' },
        { name: 'broken', description: 'does not validate', source: 'profiles/broken.yml' },
      ],
      explain: ({ id }) => [
        `Order ${id}`,
        '',
        '14:03:07.120  gate     max-position: used 13,127.00 of 20,000.00',
      ],
      switch: (wanted) => this.#switch(wanted),
    };
    const answer = answers[call];
    if (answer === undefined) throw new BotrcError('BOTRC_TEST_NO_ANSWER', `no answer to ${call}`);
    return answer(params);
  }

  #become(state: BotView['head']['state']): { state: BotView['head']['state'] } {
    this.change({ head: { ...this.#view.head, state } });
    return { state };
  }

  #switch({ profile, dryRun }: Calls['switch']['params']): Calls['switch']['result'] {
    if (profile === 'broken') {
      throw new BotrcError('BOTRC_CONFIG_UNKNOWN_KEY', 'the profile does not validate', {
        found: 'strategys',
        where: 'profiles/broken.yml:3:1',
        mend: 'Did you mean `strategies`?',
      });
    }
    this.log(`switch to ${profile}: warming up with 96 bars`);
    if (!dryRun) this.change({ head: { ...this.#view.head, profile } });
    return {
      from: 'demo',
      to: profile,
      switched: !dryRun,
      seq: dryRun ? null : 48_300,
      diff: [
        ...Array.from({ length: this.changes }, (_, i) => ({ path: `risk.more${i}`, from: '1', to: '2' })),
        { path: 'risk.maxPositions', from: '4', to: '2' },
        { path: 'strategies.0.params.fast', from: '12', to: null },
        { path: 'strategies.0.use', from: 'ema-cross', to: 'vwap-reversion' },
      ],
      positions: [
        { instrument: 'BTCUSDT', strategy: 'ema-cross', fate: 'kept, its stop stays at the venue' },
      ],
    };
  }
}
