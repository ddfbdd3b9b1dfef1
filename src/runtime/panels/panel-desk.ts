import type { BotView } from '../../core/view/bot.ts';
import type { PanelRow } from '../../core/view/panels.ts';
import { type Clock, type PanelView, type PluginLog, plainError, type TimerHandle } from '../../sdk/index.ts';
import type { PanelUse } from '../config/profile.ts';
import type { Handle } from '../handle.ts';
import { PluginInspector } from '../plugins/inspector.ts';
import { Panel } from './panel.ts';

/** A panel that does not come back for so long blocks its thread; loading one may take longer. */
const BLOCK_MS = 2_000;
/** Heap that all panels of a bot may use, in MB. */
const HEAP_MB = 64;

export interface PanelDeskSources {
  /** The machine's time. */
  readonly clock: Clock;
  readonly log: PluginLog;
  /** Of the profile that runs; another list after a switch. */
  readonly uses: () => readonly PanelUse[];
}

/**
 * Asks the panels of the profile for their content, in one thread beside the bot, and hands it on with the view. The bot
 * never waits for a panel, and no viewer ever runs one: what blocks costs the other panels two seconds.
 */
export class PanelDesk {
  /** The bot with its panels. */
  readonly handle: Handle;
  readonly #bot: Handle;
  readonly #sources: PanelDeskSources;
  readonly #inspector: PluginInspector;
  readonly #listeners = new Set<(slices: Partial<BotView>) => void>();
  readonly #off: () => void;
  #uses: readonly PanelUse[] = [];
  #panels: readonly Panel[] = [];
  #isAsking = false;
  #isClosed = false;
  #timer: TimerHandle | undefined;

  constructor(bot: Handle, sources: PanelDeskSources) {
    this.#bot = bot;
    this.#sources = sources;
    this.#inspector = new PluginInspector({ clock: sources.clock, heapMb: HEAP_MB });
    this.handle = {
      name: bot.name,
      logs: (limit) => bot.logs(limit),
      onLog: (listener) => bot.onLog(listener),
      view: () => this.#whole(bot.view()),
      onChange: (listener) => {
        this.#listeners.add(listener);
        const off = bot.onChange(listener);
        return () => {
          this.#listeners.delete(listener);
          off();
        };
      },
      call: async (call, params) => {
        const result = await bot.call(call, params);
        return call === 'view' ? (this.#whole(result as BotView) as typeof result) : result;
      },
    };
    this.#off = bot.onChange((slices) => this.#see(slices));
    this.#see({});
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#off();
    this.#timer?.cancel();
    await this.#inspector.close();
  }

  #whole(view: BotView): BotView {
    return this.#panels.length === 0 ? view : { ...view, panels: this.#rows() };
  }

  #rows(): readonly PanelRow[] {
    return this.#panels.map(({ row }) => row);
  }

  #see(slices: Partial<BotView>): void {
    const uses = this.#sources.uses();
    if (uses !== this.#uses) {
      const had = this.#uses.length;
      this.#uses = uses;
      this.#panels = uses.map((use) => new Panel(use));
      if (had + uses.length > 0) this.#tell();
    }
    for (const panel of this.#panels) panel.see(slices);
    this.#next();
  }

  /** One panel at a time, so that the one that blocks is known. */
  #next(): void {
    if (this.#isAsking || this.#isClosed) return;
    this.#timer?.cancel();
    const nowMs = this.#sources.clock.now();
    const first = this.#panels
      .filter((panel) => panel.isWaiting)
      .reduce<Panel | undefined>((best, one) => (best && best.dueMs <= one.dueMs ? best : one), undefined);
    if (first === undefined) return;
    if (first.dueMs > nowMs) {
      this.#timer = this.#sources.clock.setTimer(first.dueMs - nowMs, () => this.#next());
      return;
    }
    this.#isAsking = true;
    void this.#ask(first).then(() => {
      this.#isAsking = false;
      this.#next();
    });
  }

  /** Never rejects. */
  async #ask(panel: Panel): Promise<void> {
    const { use } = panel;
    const { clock, log } = this.#sources;
    try {
      if (panel.plan === undefined) panel.begin(await this.#inspector.planPanel(use.resolved));
      const view = panel.viewOf(this.#bot.view());
      const drawing = await this.#inspector.drawPanel(use.resolved, use.params, view as PanelView, BLOCK_MS);
      panel.drawn(drawing, clock.now());
    } catch (error) {
      // What is closed while it is asked did not fail.
      if (this.#isClosed) return;
      panel.switchOff(plainError(error).message);
    }
    if (panel.row.state === 'off')
      log.warn(`the panel ${panel.row.name} is switched off: ${panel.row.reason}`);
    this.#tell();
  }

  #tell(): void {
    const panels = this.#rows();
    for (const listener of this.#listeners) listener({ panels });
  }
}
