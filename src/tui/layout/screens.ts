import type { PanelId } from '../panels/panel.ts';
import type { ScreenId } from '../screens.ts';
import type { Size } from '../state.ts';
import type { Cell, Part } from './arrange.ts';

/** Each screen's panels in the order that Tab takes; the first fits any size. */
export const PANELS_OF: Readonly<Record<ScreenId, readonly PanelId[]>> = {
  overview: ['positions', 'orders', 'pnl', 'risk', 'strategies', 'logs'],
  positions: ['positions', 'fills'],
  orders: ['orders', 'signals', 'fills'],
  market: ['chart', 'book', 'ticker'],
  risk: ['risk', 'strategies', 'calendar', 'drawdown'],
  logs: ['logs'],
  system: ['profiles', 'bot', 'tasks'],
};

export const TITLES: Readonly<Record<ScreenId, string>> = {
  overview: 'Overview',
  positions: 'Positions',
  orders: 'Orders',
  market: 'Market',
  risk: 'Risk',
  logs: 'Logs',
  system: 'System',
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
};

/**
 * How `screen` is divided in a body of this size. Where there is no room for all, the panel
 * with the focus is shown.
 */
export function layoutOf(screen: ScreenId, body: Size, focus: PanelId): Cell {
  if (body.rows < 12 || body.columns < 60) return focus;
  switch (screen) {
    case 'overview':
      return overview(body, focus);
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
  }
}

function overview(body: Size, focus: PanelId): Cell {
  if (body.columns >= 160 && body.rows >= 40) {
    return columns([
      share(4, rows([share(1, 'positions'), share(1, 'orders')])),
      share(4, rows([share(3, 'pnl'), share(2, 'strategies')])),
      share(3, rows([share(1, 'risk'), share(2, 'logs')])),
    ]);
  }
  if (body.columns >= 110 && body.rows >= 28) {
    return columns([
      share(2, rows([fixed(9, 'risk'), fixed(7, 'strategies'), share(1, 'logs')])),
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
