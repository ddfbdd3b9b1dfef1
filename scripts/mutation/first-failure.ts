import fc from 'fast-check';

// A mutant is dead with the first counterexample: making that smaller would only take time. One that is not found out
// within a second counts as alive, which can only make the score worse than it is.
fc.configureGlobal({
  ...fc.readConfigureGlobal(),
  endOnFailure: true,
  interruptAfterTimeLimit: 1_000,
});
