import type { PanelContent, PanelPlugin, PanelSlice, PanelView } from '../contracts/panel.ts';
import { panelContentFlaw, panelFlaw } from '../contracts/panel-form.ts';
import { validOptions } from './options.ts';
import { panelViews } from './panel-views.ts';
import { expectMeta, expectOptions } from './plugin-suite.ts';
import { withoutAmbient } from './purity.ts';
import { stateText } from './state-text.ts';
import { expectEqual, type Suite } from './suite.ts';

export interface PanelHarness {
  readonly plugin: PanelPlugin;
  /** As a profile would write them. */
  readonly params: unknown;
}

/** What the package of a panel must keep to. */
export const panelSuite: Suite<PanelHarness> = [
  {
    id: 'PN-01',
    title: 'states its kind, name, version and sdk range, and asks for no permissions',
    run({ plugin }) {
      expectMeta(plugin, 'panel');
      expectEqual(Object.values(plugin.permissions).flat(), [], 'permissions, of which a panel has none');
    },
  },
  {
    id: 'PN-02',
    title: 'describes its parameters as JSON Schema and takes the given ones',
    run: ({ plugin, params }) => expectOptions(plugin, params),
  },
  {
    id: 'PN-03',
    title: 'has a short title, names slices of the view, and wants to draw four times a second at most',
    run: ({ plugin }) => expectEqual(panelFlaw(plugin), undefined, 'what is wrong with it'),
  },
  {
    id: 'PN-04',
    title: 'gives content that can be shown, of any bot, from the slices alone that it names',
    run: each((render) => expectEqual(panelContentFlaw(render()), undefined, 'what is wrong with it')),
  },
  {
    id: 'PN-05',
    title: 'says the same of the same view, whatever it was shown before',
    run({ plugin, params }) {
      const say = (views: readonly PanelView[]): readonly string[] =>
        views.map((view) => stateText(rendered(plugin, params, view)));
      const views = panelViews.map(({ view }) => view);
      expectEqual(say(views.toReversed()).toReversed(), say(views), 'what it says, asked again');
    },
  },
  {
    id: 'PN-06',
    title: 'touches no clock, no chance, no timer, no network and no process',
    run: each((render) => void withoutAmbient(render)),
  },
  {
    id: 'PN-07',
    title: 'changes nothing that it is shown',
    run: each((render, shown) => {
      const before = stateText(shown);
      render();
      expectEqual(stateText(shown), before, 'what it was shown');
    }),
  },
];

/** A case of one view after the other; an error says of which. */
function each(
  check: (render: () => PanelContent, shown: PanelView) => void,
): (harness: PanelHarness) => void {
  return ({ plugin, params }) => {
    const options = validOptions(plugin.options, params);
    for (const { title, view } of panelViews) {
      const shown = sliced(view, plugin.slices);
      try {
        check(() => plugin.render(shown, options), shown);
      } catch (error) {
        throw new Error(`${title}: ${error instanceof Error ? error.message : String(error)}`);
      }
    }
  };
}

function rendered(plugin: PanelPlugin, params: unknown, view: PanelView): PanelContent {
  return plugin.render(sliced(view, plugin.slices), validOptions(plugin.options, params));
}

/** As the host hands it over: what a panel does not name is not there. */
function sliced(view: PanelView, slices: readonly PanelSlice[]): PanelView {
  const shown = Object.entries(view).filter(
    ([name]) => name === 'nowMs' || slices.includes(name as PanelSlice),
  );
  return Object.fromEntries(shown) as unknown as PanelView;
}
