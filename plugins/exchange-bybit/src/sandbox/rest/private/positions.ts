import { text } from '../../account/order-params.ts';
import { Refusal } from '../refusal.ts';
import { needLinear, type PrivateEndpoint, page } from './endpoint.ts';

/** GET /v5/position/list: of one symbol also where it is flat; of a settle coin only what is held. */
export const positionList: PrivateEndpoint = {
  limit: 50,
  answer: (params, { account }) => {
    const category = text(params, 'category');
    // Of these nothing can be held here, and Bybit asks for neither symbol nor coin.
    if (category === 'inverse' || category === 'option') return { category, ...page(params, [], 20, 200) };
    needLinear(params);
    const symbol = text(params, 'symbol');
    if (symbol === '' && text(params, 'settleCoin') === '')
      throw new Refusal('params error: symbol or settleCoin need exist');
    if (symbol !== '') account.instrument(symbol);
    const rows =
      symbol === ''
        ? [...account.venue.listing.values()]
            .filter(({ definition }) => definition.settle === text(params, 'settleCoin'))
            .flatMap(({ definition }) => account.positions(definition.id, 'avgPrice'))
            .filter((row) => (row as { size: string }).size !== '0')
        : account.positions(symbol, 'avgPrice');
    return { category: 'linear', ...page(params, rows, 20, 200) };
  },
};

/** POST /v5/position/set-leverage: both sides alike, as one-way mode demands. */
export const setLeverage: PrivateEndpoint = {
  limit: 10,
  writes: true,
  answer: (params, { account }) => {
    needLinear(params);
    const buy = Number(text(params, 'buyLeverage'));
    if (buy !== Number(text(params, 'sellLeverage')))
      throw new Refusal('buy leverage not equal sell leverage');
    account.setLeverage(text(params, 'symbol'), buy);
    return {};
  },
};

/** POST /v5/position/switch-mode: 0 one-way, 3 hedge. */
export const switchMode: PrivateEndpoint = {
  limit: 10,
  writes: true,
  answer: (params, { account }) => {
    needLinear(params);
    const mode = text(params, 'mode');
    if (mode !== '0' && mode !== '3') throw new Refusal('mode invalid');
    account.setHedged(mode === '3');
    return {};
  },
};
