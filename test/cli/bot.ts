/** `bot` from its source: what bin/bot.js does with a build. */
import { main } from '../../src/cli/main.ts';

process.exitCode = await main(process.argv.slice(2));
