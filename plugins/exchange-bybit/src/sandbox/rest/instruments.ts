import { type Endpoint, needLinear, whole } from './endpoint.ts';
import { Refusal } from './refusal.ts';

const EMPTY = { category: '', list: [], nextPageCursor: '' };

/** GET /v5/market/instruments-info: in alphabetical order, 500 a page unless asked for more (1000). */
export const instruments: Endpoint = (query, world) => {
  const category = query.get('category') ?? '';
  // Kinds that Bybit has and that nobody lists here.
  if (['spot', 'inverse', 'option'].includes(category)) return { ...EMPTY, category };
  needLinear(query);
  const symbol = query.get('symbol');
  if (symbol) {
    const definition = world.listing.get(symbol);
    if (!definition) throw new Refusal('params error: symbol invalid', EMPTY);
    return { category: 'linear', list: [definition], nextPageCursor: '' };
  }
  const limit = whole(query, 'limit', 500, 1, 1_000);
  const [status, baseCoin] = [query.get('status'), query.get('baseCoin')];
  const all = world.listing.all.filter(
    (d) => (!status || d.status === status) && (!baseCoin || d.baseCoin === baseCoin),
  );
  const from = after(query.get('cursor'), all);
  const list = all.slice(from, from + limit);
  const more = from + limit < all.length;
  return { category: 'linear', list, nextPageCursor: more ? cursor(list) : '' };
};

/** Bybit's form: the first and last symbol of the page. */
function cursor(list: readonly { readonly symbol: string }[]): string {
  return encodeURIComponent(`first=${list[0]?.symbol}&last=${list[list.length - 1]?.symbol}`);
}

function after(text: string | null, all: readonly { readonly symbol: string }[]): number {
  if (!text) return 0;
  // A client may send it as given, or encoded once more, as Bybit's clients do.
  const plain = new URLSearchParams(`cursor=${text}`).get('cursor') ?? '';
  const last = new URLSearchParams(text.includes('%') ? plain : text).get('last');
  const index = all.findIndex((d) => d.symbol === last);
  if (index < 0) throw new Refusal('params error: cursor invalid', EMPTY);
  return index + 1;
}
