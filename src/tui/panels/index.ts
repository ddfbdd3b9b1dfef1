import { book } from './book.ts';
import { bot } from './bot.ts';
import { calendar } from './calendar.ts';
import { chart } from './chart.ts';
import { drawdown } from './drawdown.ts';
import { fills } from './fills.ts';
import { logs } from './logs.ts';
import { orders } from './orders.ts';
import type { OwnPanelId, Panel, PanelId } from './panel.ts';
import { noPlugins, pluginPanel } from './plugin.ts';
import { pnl } from './pnl.ts';
import { positions } from './positions.ts';
import { profiles } from './profiles.ts';
import { risk } from './risk.ts';
import { signals } from './signals.ts';
import { strategies } from './strategies.ts';
import { tasks } from './tasks.ts';
import { ticker } from './ticker.ts';

const PANELS: Readonly<Record<OwnPanelId, Panel>> = {
  positions,
  orders,
  signals,
  fills,
  pnl,
  risk,
  calendar,
  drawdown,
  strategies,
  logs,
  chart,
  book,
  ticker,
  bot,
  tasks,
  profiles,
};

export function panelOf(id: PanelId): Panel {
  if (id === 'panels') return noPlugins;
  return isPlugin(id) ? pluginPanel(id.slice('plugin/'.length)) : PANELS[id];
}

function isPlugin(id: PanelId): id is `plugin/${string}` {
  return id.startsWith('plugin/');
}
