import type { BotView } from '../../core/view/bot.ts';
import type { PanelRow } from '../../core/view/panels.ts';
import { type Ms, plainText } from '../../sdk/index.ts';
import type { PanelUse } from '../config/profile.ts';
import type { PanelDrawing, PanelPlan } from '../plugins/draw-panel.ts';

/** What a panel may take on average, of processor time, over so many draws; the first ones compile it. */
const SLOW_MS: Ms = 5;
const DRAWS = 10;
const COLD = 3;

/** One panel of the profile: when it is due, what it said, and why it is off. */
export class Panel {
  readonly use: PanelUse;
  row: PanelRow;
  plan: PanelPlan | undefined;
  dueMs: Ms = 0;
  /** One of its slices has changed since it was asked. */
  #isStale = true;
  #draws = 0;
  #tookMs: readonly Ms[] = [];

  constructor(use: PanelUse) {
    this.use = use;
    this.row = {
      ...{ name: use.name, plugin: use.plugin, version: '', title: use.name, state: 'starting' },
      ...{ reason: null, updatedMs: null, note: '', blocks: [] },
    };
  }

  get isWaiting(): boolean {
    return this.#isStale && this.row.state !== 'off';
  }

  see(slices: Partial<BotView>): void {
    this.#isStale ||= this.plan?.slices.some((slice) => slice in slices) ?? true;
  }

  begin(plan: PanelPlan): void {
    this.plan = plan;
    this.row = { ...this.row, title: plan.title, version: plan.version };
  }

  /** Its slices alone, as they are now. */
  viewOf(view: BotView): Partial<BotView> {
    this.#isStale = false;
    const slices = this.plan?.slices ?? [];
    return { nowMs: view.nowMs, ...Object.fromEntries(slices.map((slice) => [slice, view[slice]])) };
  }

  drawn({ content, tookMs }: PanelDrawing, nowMs: Ms): void {
    const { note = '', blocks } = content;
    this.row = { ...this.row, state: 'on', updatedMs: nowMs, note, blocks };
    this.dueMs = nowMs + 1_000 / (this.plan?.maxHz ?? 1);
    if (this.#draws++ < COLD) return;
    this.#tookMs = [...this.#tookMs, tookMs].slice(-DRAWS);
    const mean = this.#tookMs.reduce((sum, one) => sum + one, 0) / this.#tookMs.length;
    if (this.#tookMs.length === DRAWS && mean > SLOW_MS) {
      this.switchOff(`it takes ${mean.toFixed(1)} ms on average, ${SLOW_MS} at most`);
    }
  }

  switchOff(reason: string): void {
    this.row = { ...this.row, state: 'off', reason: plainText(reason) };
  }
}
