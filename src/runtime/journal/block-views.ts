import { signalsView } from './projections.ts';

/**
 * Version 4 of journal.db: many entries of one commit are one row of `blocks` (block.ts), where every entry was a row of
 * `entries`. What is there stays as it is, each row a block of one; `entries` goes on as a view, and with it all that
 * queries it. What looks for the configuration in force asks `blocks`: such an entry is always a row of its own.
 */
export const BLOCKS: string = `
  -- Leaves the views alone: they are to name what is a view from here on.
  PRAGMA legacy_alter_table = ON;
  ALTER TABLE entries RENAME TO blocks;
  PRAGMA legacy_alter_table = OFF;

  CREATE VIEW entries AS
  SELECT n, seq, at, kind, type, body FROM blocks WHERE kind < 2
  UNION ALL
  SELECT b.n - json_array_length(b.body) + 1 + x.key, x.value ->> 0, x.value ->> 1, x.value ->> 2, x.value ->> 3, x.value -> 4
  FROM blocks b, json_each(b.body) x WHERE b.kind = 2;

  DROP VIEW signals;
  ${signalsView('blocks')}
`;
