import type { PanelId } from '../panels/panel.ts';
import type { ScreenId } from '../screens.ts';
import type { Size } from '../state.ts';
import type { Cell, Part } from './arrange.ts';

/** Each screen's panels in the order that Tab takes; the first fits any size. */
const PANELS_OF: Readonly<Record<ScreenId, readonly PanelId[]>> = {
  overview: ['positions', 'orders', 'pnl', 'risk', 'strategies', 'logs'],
  positions: ['positions', 'fills'],
  orders: ['orders', 'signals', 'fills'],
  market: ['chart', 'book', 'ticker'],
  risk: ['risk', 'strategies', 'calendar', 'drawdown'],
  logs: ['logs'],
  system: ['profiles', 'bot', 'tasks'],
  panels: ['panels'],
};

/** The same with those of plugins: all on their own screen, the first on the Overview. */
export function panelsOf(screen: ScreenId, plugins: readonly PanelId[]): readonly PanelId[] {
  if (screen === 'panels' && plugins.length > 0) return plugins;
  return screen === 'overview' ? [...PANELS_OF.overview, ...plugins.slice(0, 1)] : PANELS_OF[screen];
}

export const TITLES: Readonly<Record<ScreenId, string>> = {
  overview: 'Overview',
  positions: 'Positions',
  orders: 'Orders',
  market: 'Market',
  risk: 'Risk',
  logs: 'Logs',
  system: 'System',
  panels: 'Panels',
};

/** The same where there is no room. */
export const SHORT_TITLES: Readonly<Record<ScreenId, string>> = {
  overview: 'Main',
  positions: 'Pos',
  orders: 'Ord',
  market: 'Mkt',
  risk: 'Risk',
  logs: 'Logs',
  system: 'Sys',
  panels: 'Plug',
};

/**
 * How `screen` is divided in a body of this size. Where there is no room for all, the panel
 * with the focus is shown.
 */
export function layoutOf(screen: ScreenId, body: Size, focus: PanelId, plugins: readonly PanelId[]): Cell {
  if (body.rows < 12 || body.columns < 60) return focus;
  switch (screen) {
    case 'overview':
      return overview(body, focus, plugins[0]);
    case 'positions':
      return rows([share(1, 'positions'), share(1, 'fills')]);
    case 'orders':
      return rows([share(2, 'orders'), share(1, 'signals'), share(1, 'fills')]);
    case 'market':
      return market(body);
    case 'risk':
      return risk(body);
    case 'logs':
      return 'logs';
    case 'system':
      return body.columns >= 110
        ? columns([share(1, rows([share(1, 'bot'), share(1, 'tasks')])), share(1, 'profiles')])
        : rows([fixed(6, 'bot'), share(1, 'tasks'), share(1, 'profiles')]);
    case 'panels':
      return pluginGrid(body, focus, plugins);
  }
}

/** One below the other, in two columns where it is wide; alone where each would have less than six rows. */
function pluginGrid(body: Size, focus: PanelId, plugins: readonly PanelId[]): Cell {
  const across = body.columns >= 100 && plugins.length > 1 ? 2 : 1;
  const down = Math.ceil(plugins.length / across);
  if (plugins.length === 0 || body.rows / down < 6) return focus;
  const parts = Array.from({ length: across }, (_, i) =>
    rows(plugins.slice(i * down, (i + 1) * down).map((panel) => share(1, panel))),
  );
  return columns(parts.map((part) => share(1, part)));
}

function overview(body: Size, focus: PanelId, plugin: PanelId | undefined): Cell {
  if (body.columns >= 160 && body.rows >= 40) {
    return columns([
      share(4, rows([share(1, 'positions'), share(1, 'orders')])),
      share(4, rows([share(3, 'pnl'), share(2, 'strategies'), ...(plugin ? [share(2, plugin)] : [])])),
      share(3, rows([share(1, 'risk'), share(2, 'logs')])),
    ]);
  }
  if (body.columns >= 110 && body.rows >= 28) {
    const beside = plugin && body.rows >= 34 ? [fixed(8, plugin)] : [];
    return columns([
      share(2, rows([fixed(9, 'risk'), fixed(7, 'strategies'), ...beside, share(1, 'logs')])),
      share(3, rows([share(2, 'positions'), share(3, 'pnl'), share(2, 'orders')])),
    ]);
  }
  return body.columns >= 72 && body.rows >= 18 ? compact(focus) : focus;
}

/** The focused panel large; positions, PnL, risk and logs are always there. */
function compact(focus: PanelId): Cell {
  const beside = (['pnl', 'risk'] as const).filter((panel) => panel !== focus);
  const parts: Part[] = [share(1, focus)];
  if (focus !== 'positions') parts.push(fixed(4, 'positions'));
  parts.push(fixed(focus === 'positions' ? 7 : 5, columns(beside.map((panel) => share(1, panel)))));
  if (focus !== 'logs') parts.push(fixed(5, 'logs'));
  return rows(parts);
}

/** Beside each other where a week has room. */
function risk(body: Size): Cell {
  const achieved = columns([share(3, 'calendar'), share(2, 'drawdown')]);
  if (body.rows < 18) return rows([share(2, 'risk'), share(1, 'strategies')]);
  return rows([share(3, 'risk'), share(2, achieved), share(2, 'strategies')]);
}

function market(body: Size): Cell {
  if (body.columns < 100)
    return rows([share(3, 'chart'), share(2, columns([share(1, 'ticker'), share(1, 'book')]))]);
  return columns([share(3, rows([share(3, 'chart'), share(1, 'ticker')])), share(2, 'book')]);
}

function rows(parts: readonly Part[]): Cell {
  return { across: 'rows', parts };
}

function columns(parts: readonly Part[]): Cell {
  return { across: 'columns', parts };
}

function fixed(size: number, cell: Cell): Part {
  return { fixed: size, cell };
}

function share(size: number, cell: Cell): Part {
  return { share: size, cell };
}
