import fc from 'fast-check';

// A mutant is dead with the first counterexample: making that smaller would only take time.
fc.configureGlobal({ ...fc.readConfigureGlobal(), endOnFailure: true });
