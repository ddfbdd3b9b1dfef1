/** The entry of the describing thread: imports plugins, and tells of them in plain data. */
import { parentPort } from 'node:worker_threads';
import { BotrcError, plainError } from '../../sdk/index.ts';
import { checkOptions, optionIssues, optionsJsonSchema } from './check-options.ts';
import type { Answer, Question, StrategyPlan } from './description.ts';
import { drawPanel, planPanel } from './draw-panel.ts';
import { createChecked, loadPlugin } from './load.ts';

async function answer(question: Question): Promise<Answer> {
  try {
    const plugin = await loadPlugin(question.plugin);
    switch (question.ask) {
      case 'describe': {
        const { kind, name, version, sdk, permissions } = plugin;
        const told = {
          meta: { kind, name, version, sdk },
          permissions,
          optionsJsonSchema: optionsJsonSchema(plugin),
        };
        // A schema may carry functions and getters; JSON keeps what a message can.
        return { ok: true, answer: JSON.parse(JSON.stringify(told)) };
      }
      case 'options':
        return { ok: true, answer: optionIssues(plugin, question.options) };
      case 'plan':
        return { ok: true, answer: await plan(question) };
      case 'panel':
        return { ok: true, answer: planPanel(await loadPlugin(question.plugin)) };
      case 'draw': {
        const panel = await loadPlugin(question.plugin);
        return { ok: true, answer: drawPanel(panel, question.options, question.view) };
      }
      case 'check': {
        // Nobody else needs the testkit.
        const { checkStrategy } = await import('./check-strategy.ts');
        const strategy = await loadPlugin(question.plugin);
        return { ok: true, answer: await checkStrategy(strategy, question.params) };
      }
    }
  } catch (error) {
    return { ok: false, error: plainError(error) };
  }
}

async function plan({
  plugin,
  params,
  environment,
}: Question & { readonly ask: 'plan' }): Promise<StrategyPlan> {
  const strategy = await loadPlugin(plugin);
  const accepted = checkOptions(strategy, params, `${environment.owner}.params`);
  const asked = <T extends object>(ask: () => T): T => createChecked(strategy, ask, undefined, plugin.entry);
  const wishes = asked(() => ({
    subscriptions: strategy.subscribe(accepted, environment),
    warmup: strategy.warmup(accepted),
  }));
  // Made and dropped: a strategy that cannot be created is refused before anything else happens.
  asked(() => strategy.create(accepted, environment));
  return { version: strategy.version, ...wishes };
}

const port = parentPort;
if (port === null) throw new BotrcError('BOTRC_INTERNAL', 'the describing thread was started as a program');
port.on('message', (question: Question) => {
  // While a plugin loads, nothing of ours keeps the thread alive: one that never finishes ends it, and is named.
  port.unref();
  void answer(question).then((told) => {
    port.ref();
    port.postMessage(told);
  });
});
