import type { Worker } from 'node:worker_threads';
import {
  BotrcError,
  type Clock,
  errorFromPlain,
  type Ms,
  type PanelView,
  type PluginKind,
  plainText,
  type StrategyEnvironment,
} from '../../sdk/index.ts';
import { startThread } from '../thread.ts';
import type { OptionIssue } from './check-options.ts';
import type { Finding } from './check-strategy.ts';
import type {
  Answer,
  PluginDescription,
  Question,
  QuestionName,
  Questions,
  StrategyPlan,
} from './description.ts';
import type { PanelDrawing, PanelPlan } from './draw-panel.ts';
import { hostModule } from './package-root.ts';
import type { ResolvedPlugin } from './resolved.ts';

/** Bounds what a plugin may take to answer. */
export interface InspectorLimits {
  readonly clock: Clock;
  /** Per question, default 20000. */
  readonly deadlineMs?: number;
  /** Heap of the thread, in MB. Default: as Node has it. */
  readonly heapMb?: number;
}

/**
 * Asks plugins about themselves in a worker thread with an empty environment, so that nothing of theirs runs in this
 * one. The thread starts with the first question; close it. Every question may end in BOTRC_PLUGIN_IMPORT,
 * BOTRC_PLUGIN_SHAPE, BOTRC_PLUGIN_KIND or BOTRC_PLUGIN_SDK.
 */
export class PluginInspector {
  readonly #limits: InspectorLimits | undefined;
  #worker: Worker | undefined;
  /** The question before: the thread answers one at a time. */
  #before: Promise<unknown> = Promise.resolve();

  /** @param limits without them a question may wait for ever. */
  constructor(limits?: InspectorLimits) {
    this.#limits = limits;
  }

  describe(plugin: ResolvedPlugin): Promise<PluginDescription> {
    return this.#ask({ ask: 'describe', plugin });
  }

  /** What is wrong with options; empty where the plugin accepts them. @throws BOTRC_PLUGIN_OPTIONS where it checks asynchronously */
  optionIssues(plugin: ResolvedPlugin, options: unknown): Promise<readonly OptionIssue[]> {
    return this.#ask({ ask: 'options', plugin, options });
  }

  /** Creates the strategy once, to see that it can be. @throws BOTRC_PLUGIN_OPTIONS, BOTRC_PLUGIN_CREATE */
  planStrategy(
    plugin: ResolvedPlugin<'strategy'>,
    params: unknown,
    environment: StrategyEnvironment,
  ): Promise<StrategyPlan> {
    return this.#ask({ ask: 'plan', plugin, params, environment });
  }

  /** Holds the strategy to the conformance suite, which takes seconds. */
  checkStrategy(plugin: ResolvedPlugin<'strategy'>, params: unknown): Promise<readonly Finding[]> {
    return this.#ask({ ask: 'check', plugin, params });
  }

  planPanel(plugin: ResolvedPlugin<'panel'>): Promise<PanelPlan> {
    return this.#ask({ ask: 'panel', plugin });
  }

  /** @throws what the panel throws, BOTRC_PANEL_CONTENT, and BOTRC_PLUGIN_IMPORT where it blocks the thread */
  drawPanel(
    plugin: ResolvedPlugin<'panel'>,
    options: unknown,
    view: PanelView,
    deadlineMs: Ms,
  ): Promise<PanelDrawing> {
    return this.#ask({ ask: 'draw', plugin, options, view }, deadlineMs);
  }

  async close(): Promise<void> {
    await this.#worker?.terminate();
    this.#worker = undefined;
  }

  #ask<N extends QuestionName>(
    question: Question & { readonly ask: N },
    deadlineMs?: Ms,
  ): Promise<Questions[N]['answer']> {
    const asked = this.#before.then(() => this.#exchange(question, deadlineMs));
    this.#before = asked.catch(() => undefined);
    // The thread answers what it was asked.
    return asked as Promise<Questions[N]['answer']>;
  }

  async #exchange(question: Question, deadlineMs: Ms | undefined): Promise<unknown> {
    const told = await this.#answerTo(question, deadlineMs ?? this.#limits?.deadlineMs ?? 20_000);
    if (told.ok) return told.answer;
    throw errorFromPlain(told.error);
  }

  #running(): Worker {
    if (this.#worker !== undefined) return this.#worker;
    const worker = startWorker(this.#limits?.heapMb);
    // It may also end between questions, by what a plugin left running.
    worker.on('exit', () => {
      if (this.#worker === worker) this.#worker = undefined;
    });
    this.#worker = worker;
    return worker;
  }

  #answerTo(question: Question, deadlineMs: Ms): Promise<Answer> {
    const worker = this.#running();
    const { name, entry } = question.plugin;
    return new Promise((resolve, reject) => {
      const lost = (why: string): void => {
        end();
        this.#worker = undefined;
        reject(
          new BotrcError('BOTRC_PLUGIN_IMPORT', `the plugin "${name}" ${why}`, {
            where: entry,
            mend: 'Correct what it does while it is imported or asked, or report it to its author.',
          }),
        );
      };
      const onMessage = (told: Answer): void => {
        end();
        resolve(told);
      };
      const onError = (error: Error): void => lost(`failed: ${plainText(String(error), 300)}`);
      const onExit = (): void => lost('ended its thread, or never finishes loading');
      const timer = this.#limits?.clock.setTimer(deadlineMs, () => {
        lost('does not answer: it blocks its thread');
        void worker.terminate();
      });
      const end = (): void => {
        timer?.cancel();
        worker.off('message', onMessage).off('error', onError).off('exit', onExit);
      };
      worker.on('message', onMessage).on('error', onError).on('exit', onExit);
      worker.postMessage(question);
    });
  }
}

/** One plugin described, in a thread of its own. */
export async function describePlugin(
  plugin: ResolvedPlugin<PluginKind>,
  limits?: InspectorLimits,
): Promise<PluginDescription> {
  const inspector = new PluginInspector(limits);
  try {
    return await inspector.describe(plugin);
  } finally {
    await inspector.close();
  }
}

function startWorker(heapMb: number | undefined): Worker {
  const worker = startThread(hostModule('runtime/plugins/inspector-main'), {
    name: 'botrc plugin inspector',
    ...(heapMb !== undefined && { resourceLimits: { maxOldGenerationSizeMb: heapMb } }),
  });
  // Between questions nobody listens, and an error without a listener would end the process.
  worker.on('error', () => undefined);
  return worker;
}
