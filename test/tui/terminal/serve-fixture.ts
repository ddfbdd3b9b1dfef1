// A fixture bot behind the real control server, in a process of its own: `serve-fixture.ts SOCKET`.
import { startControl } from '../../../src/control/server.ts';
import { FixtureBot } from '../fixture-bot.ts';

await startControl({ handle: new FixtureBot(), socketPath: process.argv[2] ?? '', version: '0.1.0' });
