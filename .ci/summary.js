// Prints "N passed, N failed" from vitest's JSON report and exits with the code of `npm test`.
// A run that failed without a failed test (lint, layers, types, a crash before the report) counts as one failure.
import { existsSync, readFileSync } from 'node:fs';

const [file, exit] = process.argv.slice(2);
const code = Number(exit);
const none = { numPassedTests: 0, numFailedTests: 0, numPendingTests: 0, numTodoTests: 0 };
const tests = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : none;

const passed = tests.numPassedTests;
const skipped = tests.numPendingTests + tests.numTodoTests;
const unreported = (code !== 0 && tests.numFailedTests === 0) || (code === 0 && passed === 0);
const failed = tests.numFailedTests + (unreported ? 1 : 0);

if (skipped > 0) process.stdout.write(`${skipped} skipped\n`);
process.stdout.write(`${passed} passed, ${failed} failed\n`);
process.exitCode = failed > 0 ? code || 1 : code;
