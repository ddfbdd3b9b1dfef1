import type { Ms } from '../../sdk/index.ts';
import { isoTime } from '../clock/iso-time.ts';
import { beginsOrder, type Chain, type EventLink, type Link } from './chain.ts';
import type { Explanation } from './explain.ts';
import { type Line, layout, type Row } from './lines.ts';
import type { PositionStory, StoryOrder } from './position-story.ts';
import type { Silence } from './silence.ts';

/** Explanations for people, with an empty line between two of them. `width`: columns, default 100. */
export function explanationText(explanations: readonly Explanation[], width?: number): readonly Line[] {
  return explanations.flatMap((explanation, index) => [
    ...(index > 0 ? [''] : []),
    ...(explanation.kind === 'position' ? storyText(explanation, width) : chainText(explanation, width)),
  ]);
}

/** An explanation for people: a sentence for each link, in order. */
export function chainText(chain: Chain, width?: number): readonly Line[] {
  const { links, missing } = chain;
  const first = links.find((link) => 'atMs' in link);
  const rows: Row[] = [
    headline(chain),
    '',
    ...links.map((link) => linkRow(link, first && 'atMs' in first ? first.atMs : 0)),
  ];
  if (missing.length > 0) rows.push('', `The journal does not hold: ${missing.join(', ')}.`);
  return layout(rows, width);
}

function headline({ kind, id, run, owner, instrument, links }: Chain): string {
  const submit = links.find(beginsOrder);
  const end = links.find((link) => link.step === 'end');
  if (kind === 'signal' || !submit) return `Signal ${id} of ${owner} for ${instrument}, run ${run}: refused.`;
  const price = submit.price ?? submit.triggerPrice;
  const how = price === undefined ? 'at market' : `${submit.type} at ${price}`;
  return (
    `Order ${id}, run ${run}: ${submit.side} ${submit.quantity} ${instrument}, ${how}, ` +
    `the ${submit.role} of ${owner}. It is ${end?.state ?? 'unknown'}.`
  );
}

function linkRow(link: Link, firstMs: Ms): Row {
  const left = 'atMs' in link ? moment(link.atMs, firstMs) : '';
  return { left, label: LABEL[link.step], text: sentence(link) };
}

function timeOfDay(atMs: Ms): string {
  return isoTime(atMs).slice(11, 23);
}

/** The first in full, the others as what passed since. */
function moment(atMs: Ms, firstMs: Ms): string {
  return atMs === firstMs ? timeOfDay(atMs) : `+${spanText(atMs - firstMs)}`;
}

export function spanText(ms: Ms): string {
  if (ms < 10_000) return `${ms} ms`;
  if (ms < 600_000) return `${(ms / 1000).toFixed(1)} s`;
  return ms < 36_000_000 ? `${(ms / 60_000).toFixed(1)} min` : `${(ms / 3_600_000).toFixed(1)} h`;
}

/** Cash to the cent, cut: the exact number is in the JSON. */
function cents(cash: string): string {
  return cash.replace(/(\.\d\d)\d+$/, '$1');
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

const LABEL: Readonly<Record<Link['step'], string>> = {
  event: 'event',
  request: 'asked',
  sizing: 'size',
  rule: 'rule',
  verdict: 'verdict',
  submit: 'sent',
  adopt: 'adopted',
  answer: 'answer',
  update: 'venue',
  cancel: 'cancel',
  amend: 'amend',
  fill: 'fill',
  end: 'in all',
};

function sentence(link: Link): string {
  switch (link.step) {
    case 'event':
      return eventSentence(link);
    case 'request':
      return requestSentence(link);
    case 'sizing': {
      const { currency, equity, risk, cap, byRisk, byCap } = link;
      return (
        `Equity is ${cents(equity)} ${currency}. The stop may cost ${cents(risk)}, which allows ${byRisk}; ` +
        `the entry may be worth ${cents(cap)}, which allows ${byCap}. The smaller counts.`
      );
    }
    case 'rule': {
      const word = { allow: 'lets it pass', deny: 'says no', resize: 'makes it smaller' }[link.verdict];
      const numbers = link.limit === '' ? '' : ` (${link.used || 'none'}, limit ${link.limit})`;
      return `${link.rule} ${word}: ${link.reason}${numbers}.`;
    }
    case 'verdict':
      if (link.verdict === 'allow') return 'Allowed.';
      return `Refused by ${link.rule}: ${link.reason}. Nothing was sent.`;
    case 'submit':
    case 'adopt': {
      const measured = link.requestedPrice === undefined ? '' : `, measured against ${link.requestedPrice}`;
      const only = link.reduceOnly ? ', only to reduce' : '';
      return `${link.side} ${link.quantity}, ${link.type}, ${link.timeInForce}${only}${measured}.`;
    }
    case 'answer': {
      const after = link.latencyMs === undefined ? '' : ` after ${spanText(link.latencyMs)}`;
      const why = link.reason === undefined ? '' : `: ${link.reason} (${link.code})`;
      return `The ${link.request} was ${ANSWER[link.outcome]}${after}${why}.`;
    }
    case 'update': {
      const why = link.reason === undefined ? '' : `: ${link.reason}`;
      const filled = link.status === 'working' && link.filled === '0' ? '' : `, ${link.filled} filled`;
      return `The venue says ${link.status}${filled}${why}.`;
    }
    case 'cancel':
      return `A cancel was asked for: ${link.reason}.`;
    case 'amend': {
      const { quantity, price, triggerPrice } = link;
      const changes = [
        quantity && `quantity ${quantity}`,
        price && `price ${price}`,
        triggerPrice && `trigger ${triggerPrice}`,
      ].filter(Boolean);
      return `A change was asked for: ${changes.join(', ')}.`;
    }
    case 'fill': {
      const slipped = link.slippageBps === undefined ? '' : `, slippage ${link.slippageBps} bps`;
      return (
        `${link.quantity} at ${link.price} as ${link.liquidity}${slipped}, fee ${cents(link.fee)} ${link.feeCurrency}, ` +
        `${spanText(link.latencyMs)} after it was sent. Fill ${link.fillId}.`
      );
    }
    case 'end': {
      const { averagePrice, fees, slippageBps, sendToAckMs, sendToFillMs } = link;
      const parts = [
        `${link.state}, ${link.filled} of ${link.quantity} filled`,
        averagePrice && `average ${averagePrice}`,
        slippageBps !== undefined && `slippage ${slippageBps} bps`,
        fees && `fees ${cents(fees)}`,
        sendToAckMs !== undefined && `answer in ${spanText(sendToAckMs)}`,
        sendToFillMs !== undefined && `first fill in ${spanText(sendToFillMs)}`,
      ].filter(Boolean);
      return `${parts.join(', ')}.`;
    }
  }
}

const ANSWER = {
  accepted: 'accepted',
  rejected: 'rejected',
  unknown: 'left without a clear answer',
} as const;

function eventSentence({
  type,
  seq,
  instrument,
  interval,
  price,
  bid,
  ask,
  clientOrderId,
  detail,
}: EventLink): string {
  const touch = bid === undefined || ask === undefined ? '' : `, bid ${bid}, ask ${ask}`;
  const at = `Event ${seq}.`;
  if (type === 'bar') return `The ${interval} bar of ${instrument} closed at ${price}${touch}. ${at}`;
  if (type === 'trade') return `${instrument} traded at ${price}${touch}. ${at}`;
  if (type === 'ticker') return `The ticker of ${instrument} says ${price ?? 'no price'}${touch}. ${at}`;
  if (type === 'book') return `The book of ${instrument} changed${touch}. ${at}`;
  if (type === 'fill') return `Order ${clientOrderId} filled ${detail}. ${at}`;
  if (clientOrderId !== undefined) return `Word on order ${clientOrderId}: ${detail}. ${at}`;
  return `${type}${detail === undefined ? '' : ` ${detail}`}. ${at}`;
}

function requestSentence(link: Extract<Link, { step: 'request' }>): string {
  const { intent, owner, reason, side, quantity, entry, stop, targets = [], riskR } = link;
  if (intent === 'protect') return `The core protects the position of ${owner}: ${reason}.`;
  if (intent === 'flatten') return `The position of ${owner} is to be closed: ${reason}.`;
  const aims = targets.map((target) => target.price).join(', ');
  const parts = [
    `${owner} wants to ${side ?? intent}${quantity === undefined ? '' : ` ${quantity}`}`,
    entry === undefined ? 'at market' : `at ${entry}`,
    stop !== undefined && `stop ${stop}`,
    aims && `target ${aims}`,
    riskR !== undefined && `${riskR} R`,
  ].filter(Boolean);
  return `${parts.join(', ')}, because: ${reason}.`;
}

export function storyText(story: PositionStory, width?: number): readonly Line[] {
  const { id, run, owner, instrument, state, side, currency } = story;
  const held = state === 'open' ? `${story.quantity} held` : `${story.largest} at most`;
  const entry = story.entryPrice === undefined ? '' : `, entered at ${story.entryPrice} on average`;
  const until = story.closedMs === undefined ? '' : `, closed ${isoTime(story.closedMs)}`;
  const rows: readonly Row[] = [
    `Position ${id}, run ${run}: ${side} ${instrument} of ${owner}, ${state}, ${held}${entry}.`,
    `Opened ${isoTime(story.openedMs)}${until}. Realized ${cents(story.realized)} ${currency} before fees, ` +
      `fees ${cents(story.fees)}, funding ${cents(story.funding)}.`,
    '',
    ...story.orders.map((order): Row => {
      return { left: timeOfDay(order.atMs), label: order.role, text: orderSentence(order) };
    }),
    '',
    'Each order explains itself: bot explain ID.',
  ];
  return layout(rows, width);
}

function orderSentence({
  id,
  side,
  type,
  price,
  quantity,
  filled,
  state,
  averagePrice,
  reason,
}: StoryOrder): string {
  const at = price === undefined ? '' : ` at ${price}`;
  const average = averagePrice === undefined ? '' : ` at ${averagePrice}`;
  const why = reason === undefined ? '' : ` Why: ${reason}.`;
  return `${id}: ${side} ${quantity}, ${type}${at}. It is ${state}, ${filled} filled${average}.${why}`;
}

export function silenceText(silence: Silence): readonly Line[] {
  const { instrument, atMs, withinMs, answer, sent, refused, gates, market, run } = silence;
  const where = run === undefined ? '' : `, run ${run}`;
  const look =
    market === null
      ? 'The tape holds nothing of it any more.'
      : `The last ${spanText(withinMs)}: ${counted(market.events, 'event')}, ${counted(market.bars, 'bar')}, last price ${market.price ?? 'unknown'}.`;
  return layout([
    `${instrument} at ${isoTime(atMs)}${where}. ${answer}`,
    ...(run === undefined ? [] : [look]),
    '',
    ...sent.map((asked): Row => {
      return {
        left: timeOfDay(asked.atMs),
        label: 'sent',
        text: `${asked.owner}: order ${asked.id}, ${asked.reason}.`,
      };
    }),
    ...refused.map((asked): Row => {
      const numbers = asked.limit === '' ? '' : ` (${asked.used || 'none'}, limit ${asked.limit})`;
      const text = `${asked.owner} asked at seq ${asked.id}; ${asked.rule} said no: ${asked.reason}${numbers}.`;
      return { left: timeOfDay(asked.atMs), label: 'refused', text };
    }),
    ...gates.map(({ gate, owner, side, open, used, limit, reason }): Row => {
      const who = owner === undefined ? '' : ` for ${owner}${side === undefined ? '' : `, ${side}`}`;
      const numbers = limit === undefined || limit === '' ? '' : ` (${used || 'none'}, limit ${limit})`;
      return { left: '', label: open ? 'open' : 'SHUT', text: `${gate}${who}: ${reason}${numbers}.` };
    }),
  ]);
}
