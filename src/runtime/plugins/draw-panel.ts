import type { Ms, PanelContent, PanelPlugin, PanelView } from '../../sdk/index.ts';
import { BotrcError, panelContentFlaw, plainText } from '../../sdk/index.ts';
import { checkOptions } from './check-options.ts';

/** What a panel says of itself. */
export interface PanelPlan {
  readonly title: string;
  readonly version: string;
  readonly slices: PanelPlugin['slices'];
  readonly maxHz: number;
}

/** What it said of one view, and the processor time it took. */
export interface PanelDrawing {
  readonly content: PanelContent;
  readonly tookMs: Ms;
}

export function planPanel({ title, version, slices, maxHz = 1 }: PanelPlugin): PanelPlan {
  return { title: plainText(title), version, slices: [...slices], maxHz };
}

/** @throws what the panel throws; BOTRC_PANEL_CONTENT for what cannot be shown; BOTRC_PLUGIN_OPTIONS */
export function drawPanel(panel: PanelPlugin, options: unknown, view: PanelView): PanelDrawing {
  const accepted = checkOptions(panel, options, 'params');
  const beganMs = threadMs();
  const content: unknown = panel.render(view, accepted);
  const tookMs = threadMs() - beganMs;
  const flaw = panelContentFlaw(content);
  if (flaw !== undefined) {
    throw new BotrcError(
      'BOTRC_PANEL_CONTENT',
      `the panel "${panel.name}" says what cannot be shown: ${flaw}`,
      {
        mend: 'Correct it, or report it to its author; `panelSuite` finds such things.',
      },
    );
  }
  return { content: plain(content as PanelContent), tookMs };
}

/** A copy that JSON can hold, its texts safe for a terminal. */
function plain(content: PanelContent): PanelContent {
  return JSON.parse(JSON.stringify(content), (_, value: unknown) =>
    typeof value === 'string' ? plainText(value) : value,
  ) as PanelContent;
}

/** Of this thread alone, so that a busy machine makes nobody slow. An older Node tells none: there only blocking counts. */
function threadMs(): Ms {
  const ask: typeof process.threadCpuUsage | undefined = process.threadCpuUsage;
  const { user, system } = ask?.() ?? { user: 0, system: 0 };
  return (user + system) / 1000;
}
