import { type Fact, flow } from '../format/flow.ts';
import { NOTHING } from '../format/number.ts';
import { age } from '../format/time.ts';
import type { Panel } from './panel.ts';

export const bot: Panel = {
  title: 'Bot',
  present: ({ view, width }) => {
    const { head, exchange, counters } = view;
    const fact = (label: string, text: string | number): Fact => ({ label, value: { text: String(text) } });
    const facts = [
      fact('Name', head.name),
      fact('Profile', head.profile),
      fact('Mode', head.mode),
      fact('State', head.reason === null ? head.state : `${head.state} (${head.reason})`),
      fact('Up', age(head.uptimeMs)),
      fact('Run', head.run),
      fact('Pid', head.pid),
      fact('Version', head.version),
      fact(
        'Exchange',
        `${exchange.name} ${exchange.connected ? 'connected' : `DOWN ${exchange.reason ?? ''}`}`,
      ),
      fact('Latency', exchange.latencyMs === null ? NOTHING : `${exchange.latencyMs} ms`),
      fact('Reconnects', exchange.reconnects),
      fact('Gaps', counters.gaps),
      fact('Events', counters.events),
      fact('Bars', counters.bars),
      fact('Signals', `${counters.signals} (${counters.signalsRejected} refused)`),
      fact('Orders', `${counters.ordersSubmitted} (${counters.rejects} rejected)`),
      fact('Fills', counters.fills),
    ];
    return { body: flow(facts, width) };
  },
};
