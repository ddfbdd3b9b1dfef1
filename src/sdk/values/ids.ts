/** Ids that appear on every event and order. */

/** The venue's own symbol, as the venue writes it: `BTCUSDT`. */
export type InstrumentId = string;
/** Chosen by botrc, unique for ever: at most 36 of [A-Za-z0-9-_]. One per intent, kept before it is sent (E-1). */
export type ClientOrderId = string;
/** Given by the venue. */
export type VenueOrderId = string;
/** Upper-case currency code: `USDT`. */
export type Currency = string;
/** Which strategy (by its name in the profile) something belongs to; `operator` and `external` are reserved. */
export type Owner = string;
/** `net` in one-way mode, else one of the two hedge legs. */
export type Leg = 'net' | 'long' | 'short';

/** What every intent, order, fill and position is filed under. */
export interface PositionKey {
  /** The account's name in the profile; `main` where there is one. */
  readonly account: string;
  readonly instrument: InstrumentId;
  readonly leg: Leg;
  readonly owner: Owner;
}

interface KnownKey extends PositionKey {
  readonly text: string;
}

/** Texts made before, by instrument: each step asks for the few of them many times, and a new text must be hashed. */
const KNOWN = new Map<InstrumentId, KnownKey[]>();
const MOST_KNOWN = 64;
/** The one asked for last, and mostly next. */
let newest: KnownKey | undefined;

/** The key as one string, for maps. */
export function keyText(key: PositionKey): string {
  const { account, instrument, leg, owner } = key;
  if (newest !== undefined && isKeyOf(newest, key)) return newest.text;
  let known = KNOWN.get(instrument);
  if (known !== undefined) {
    for (const k of known) {
      if (!isKeyOf(k, key)) continue;
      newest = k;
      return k.text;
    }
  }
  const text = `${account}/${instrument}/${leg}/${owner}`;
  if (known === undefined || known.length === MOST_KNOWN) {
    if (KNOWN.size === MOST_KNOWN) KNOWN.clear();
    known = [];
    KNOWN.set(instrument, known);
  }
  known.push({ account, instrument, leg, owner, text });
  return text;
}

function isKeyOf(known: KnownKey, { account, instrument, leg, owner }: PositionKey): boolean {
  return (
    known.instrument === instrument && known.owner === owner && known.leg === leg && known.account === account
  );
}

/** True for what a venue takes as a client order id. */
export function isClientOrderId(text: string): boolean {
  return /^[A-Za-z0-9_-]{1,36}$/.test(text);
}
