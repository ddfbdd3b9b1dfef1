import { hash } from 'node:crypto';
import type { Ms } from '../../sdk/index.ts';
import { type Draft, type EntryRow, inOrder } from './entry.ts';

/**
 * One row of `blocks`: an entry, or many of one commit, which cost one hash and one row together. The body of many
 * (kind 2, type `block`) is a JSON array of `[seq, at, kind, type, body]`, one a line.
 */
export interface Block {
  /** The number of its last entry; entries count from 1, without gaps. */
  readonly n: number;
  /** Of its last entry, as is `at`. */
  readonly seq: number;
  readonly at: Ms;
  readonly kind: 0 | 1 | 2;
  readonly type: string;
  readonly body: string;
  /** Hex. */
  readonly hash: string;
}

/** Fewer entries of one commit are rows of their own: a query finds them by their columns. */
const MANY = 16;
/** A block takes no more after so many characters: who looks for one entry reads all of its block. */
const BLOCK_CHARS = 65_536;
/** Between two entries of a block. JSON has no such thing inside. */
const SEPARATOR = ',\n';
const ENTRY = /^\[(-?\d+),(-?\d+),([01]),("(?:[^"\\]|\\.)*"),(.*)\]$/s;

/** The hash of a block, over the one before it; '' before the first. */
export function linkHash(before: string, { n, seq, at, kind, type, body }: Omit<Block, 'hash'>): string {
  return hash('sha256', `${before}/${n}/${seq}/${at}/${kind}/${type}/${body}`);
}

/** Drafts in their places after `head`, in the order in which they are folded. */
export function link(
  head: { readonly n: number; readonly hash: string },
  drafts: readonly Draft[],
): readonly Block[] {
  let { n, hash: before } = head;
  return groups([...drafts].sort(inOrder)).map((group) => {
    n += group.length;
    const block = { n, ...joined(group) };
    before = linkHash(before, block);
    return { ...block, hash: before };
  });
}

/** How many entries it holds. */
export function entryCount({ kind, body }: Block): number {
  return kind === 2 ? body.split(SEPARATOR).length : 1;
}

/** @throws SyntaxError where the body of many is not what was written. */
export function entriesIn(block: Block): readonly EntryRow[] {
  const { n, seq, at, kind, type, body } = block;
  if (kind !== 2) return [{ n, seq, at, kind, type, body }];
  const lines = body.slice(1, -1).split(SEPARATOR);
  return lines.map((line, index) => {
    const [, seq, at, kind, type = '', body = ''] = ENTRY.exec(line) ?? [];
    if (kind === undefined)
      throw new SyntaxError(`the block that ends with entry ${n} holds what is no entry`);
    return {
      n: n - lines.length + 1 + index,
      seq: Number(seq),
      at: Number(at),
      kind: kind === '0' ? 0 : 1,
      type: String(JSON.parse(type)),
      body,
    };
  });
}

export function kindOf(value: unknown): Block['kind'] {
  return value === 0 || value === 2 ? value : 1;
}

function groups(drafts: readonly Draft[]): readonly (readonly Draft[])[] {
  if (drafts.length < MANY) return drafts.map((draft) => [draft]);
  const all: Draft[][] = [];
  let open: Draft[] = [];
  let chars = 0;
  const close = (): void => {
    if (open.length > 0) all.push(open);
    open = [];
    chars = 0;
  };
  for (const draft of drafts) {
    // Queries look for the one that was in force.
    const isAlone = draft.kind === 0 && draft.type === 'config';
    if (isAlone || chars >= BLOCK_CHARS) close();
    open.push(draft);
    chars += draft.body.length;
    if (isAlone) close();
  }
  close();
  return all;
}

function joined(drafts: readonly Draft[]): Pick<Block, 'seq' | 'at' | 'kind' | 'type' | 'body'> {
  const last = drafts.at(-1) as Draft;
  if (drafts.length === 1) return last;
  const lines = drafts.map(
    ({ seq, at, kind, type, body }) => `[${seq},${at},${kind},${JSON.stringify(type)},${body}]`,
  );
  return { seq: last.seq, at: last.at, kind: 2, type: 'block', body: `[${lines.join(SEPARATOR)}]` };
}
