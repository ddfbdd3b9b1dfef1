import { describe, expect, it } from 'vitest';
import { EVERY, numbersOf } from './every.ts';
import { MISSING, readQuotes } from './oracle.ts';

describe.skipIf(MISSING !== undefined)(`dirty data${MISSING ? ` (${MISSING})` : ''}`, () => {
  const files = (['bad', 'zeros'] as const).map((name) => [name, MISSING ? [] : readQuotes(name)] as const);

  describe.each(files)('%s.csv', (_file, quotes) => {
    it.each(Object.entries(EVERY))(
      '%s answers with numbers or says what it cannot take',
      (_name, { make, push }) => {
        const state = make(5);
        let heard = 0;
        for (const quote of quotes) {
          try {
            const numbers = numbersOf(push(state as never, quote));
            expect(numbers.filter((x) => !Number.isFinite(x))).toEqual([]);
            heard++;
          } catch (error) {
            expect(error).toMatchObject({ code: 'BOTRC_INDICATOR_INPUT' });
          }
        }
        expect(quotes.length).toBeGreaterThan(100);
        expect(heard + Number(_name === 'realizedVolatility')).toBeGreaterThan(0);
      },
    );
  });
});
