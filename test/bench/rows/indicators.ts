import { HAND } from '../indicators/hand.ts';
import { median } from '../median.ts';
import { measure } from '../program.ts';
import type { Figure, Row } from '../row.ts';

/** What indicators/measure.ts prints: nanoseconds a bar. */
interface IndicatorRun {
  readonly ours: number;
  readonly hand: number;
  readonly package?: number;
}

const BARS = 100_000;
/** Each indicator is a process, and there are many. */
const MOST_RUNS = 3;

/** One update of each indicator, beside a loop written by hand and `nextValue` of technicalindicators. */
export const indicators: Row = {
  name: 'indicators',
  async run({ runs }) {
    const figures: Figure[] = [];
    const ratios: number[] = [];
    for (const name of Object.keys(HAND)) {
      const all: IndicatorRun[] = [];
      for (let i = 0; i < Math.min(runs, MOST_RUNS); i++) {
        all.push(await measure<IndicatorRun>('indicators/measure.ts', [name, BARS]));
      }
      const ratio = median(all.map((run) => run.hand / run.ours));
      ratios.push(ratio);
      figures.push(
        { name: `indicators.${name}`, value: median(all.map((run) => run.ours)), unit: 'ns' },
        { name: `indicators.${name}-ratio`, value: ratio, unit: 'x' },
      );
      const package_ = all.flatMap((run) => (run.package === undefined ? [] : [run.package / run.ours]));
      if (package_.length > 0) {
        figures.push({ name: `indicators.${name}-package-ratio`, value: median(package_), unit: 'x' });
      }
    }
    return [
      ...figures,
      { name: 'indicators.ratio-least', value: Math.min(...ratios), unit: 'x' },
      { name: 'indicators.ratio-median', value: median(ratios), unit: 'x' },
    ];
  },
};
