import { type Instrument, type OrderRequest, parseScaled } from '@botrc/sdk';
import { Refusal } from '../rest/refusal.ts';

/** A request's parameters: of the query, or of the body. */
export type Params = Readonly<Record<string, unknown>>;

/** A parameter as text: numbers are taken where Bybit takes them; "" where absent. */
export function text(params: Params, name: string): string {
  const value = params[name];
  return typeof value === 'string' ? value : typeof value === 'number' ? String(value) : '';
}

export function flag(params: Params, name: string): boolean {
  return params[name] === true || params[name] === 'true';
}

const LEGS = ['net', 'long', 'short'] as const;

/** What a creation asks for, in the engine's terms. @throws Refusal */
export function readOrder(
  params: Params,
  instrument: Instrument,
  account: string,
  orderId: string,
): OrderRequest {
  const side = oneOf(params, 'side', ['Buy', 'Sell']) === 'Buy' ? 'buy' : 'sell';
  const isMarket = oneOf(params, 'orderType', ['Market', 'Limit']) === 'Market';
  const rises = text(params, 'triggerDirection') === '1';
  const triggerPrice = readPrice(params, 'triggerPrice', instrument);
  if (triggerPrice !== undefined && !['1', '2'].includes(text(params, 'triggerDirection')))
    throw new Refusal('TriggerDirection invalid');
  const price = isMarket ? undefined : readPrice(params, 'price', instrument);
  if (!isMarket && price === undefined) throw new Refusal('params error: Price invalid');
  const leg = LEGS[Number(text(params, 'positionIdx') || '0')];
  if (leg === undefined) throw new Refusal('position idx not match position mode');
  const waits = triggerPrice !== undefined;
  return {
    account,
    instrument: instrument.id,
    leg,
    owner: 'external',
    clientOrderId: orderId,
    side,
    type: typeOf(side, isMarket, waits, rises),
    quantity: readSize(params, instrument),
    ...(price !== undefined && { price }),
    ...(waits && { triggerPrice }),
    timeInForce: timeInForce(params, isMarket),
    reduceOnly: flag(params, 'reduceOnly') || flag(params, 'closeOnTrigger'),
    closeOnTrigger: waits && flag(params, 'closeOnTrigger'),
    role: 'entry',
  };
}

function typeOf(
  side: 'buy' | 'sell',
  isMarket: boolean,
  waits: boolean,
  rises: boolean,
): OrderRequest['type'] {
  if (!waits) return isMarket ? 'market' : 'limit';
  if ((side === 'buy') !== rises) return 'take-profit';
  return isMarket ? 'stop-market' : 'stop-limit';
}

/** A market order takes what there is whatever it was sent with. */
function timeInForce(params: Params, isMarket: boolean): OrderRequest['timeInForce'] {
  const sent = text(params, 'timeInForce') || 'GTC';
  const known = { GTC: 'gtc', IOC: 'ioc', FOK: 'fok', PostOnly: 'post-only' } as const;
  const read = Object.hasOwn(known, sent) ? known[sent as keyof typeof known] : undefined;
  if (read === undefined) throw new Refusal('TimeInForce invalid');
  return isMarket && read !== 'fok' ? 'ioc' : read;
}

/** @throws Refusal where it is no number, or finer than the instrument's units */
export function readPrice(params: Params, name: string, { priceScale }: Instrument): number | undefined {
  const sent = text(params, name);
  if (sent === '' || sent === '0') return undefined;
  try {
    return parseScaled(sent, priceScale);
  } catch {
    throw new Refusal(`params error: ${name} invalid`);
  }
}

/** @throws Refusal where it is no positive number of lots */
export function readSize(params: Params, { quantityScale }: Instrument): number {
  try {
    const size = parseScaled(text(params, 'qty'), quantityScale);
    if (size > 0) return size;
  } catch {
    // Said below.
  }
  throw new Refusal('Qty invalid');
}

function oneOf(params: Params, name: string, known: readonly string[]): string {
  const sent = text(params, name);
  if (known.includes(sent)) return sent;
  throw new Refusal(`${name} invalid`);
}
