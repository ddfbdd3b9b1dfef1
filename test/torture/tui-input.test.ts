/** What CI types 5,000 bytes of into each screen: 100,000 by default. */
process.env.BOTRC_TORTURE_RUNS ??= '100000';
await import('../tui/input-fuzz.test.ts');
