/** Every size after every other in every state; CI takes a seeded half of the sizes. */
process.env.BOTRC_TORTURE_RUNS ??= '1';
await import('../tui/matrix.test.ts');
