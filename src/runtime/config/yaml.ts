import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  type Pair,
  parseDocument,
} from 'yaml';
import { BotrcError, type ErrorCode, plainText } from '../../sdk/index.ts';
import { type Located, MAX_DEPTH, type Origin, originText, type Scalar } from './located.ts';

/** More than any profile needs, and little enough that aliases of aliases cannot fill the memory. */
const MAX_VALUES = 20_000;

/** What a text is called in errors, and where its lines and columns are. */
export interface YamlSource {
  readonly code: ErrorCode;
  readonly origin: (line: number, column: number) => Origin;
  /** An origin as text, for `detail.where`. */
  readonly where: (origin: Origin) => string;
}

/**
 * A YAML 1.2 (or JSON) text with the place of every value and key.
 * @throws BotrcError with the source's code where it is no YAML, has a key twice, an unknown tag, a key that is no
 *         plain text, or grows beyond 20,000 values or 40 levels.
 */
export function parseYaml(text: string, source: YamlSource): Located {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const originAt = (offset: number): Origin => {
    const { line, col } = lines.linePos(offset);
    return source.origin(Math.max(1, line), Math.max(1, col));
  };
  const fail = (message: string, offset: number): never => {
    throw new BotrcError(source.code, plainText(message), {
      where: source.where(originAt(offset)),
      // Inside braces YAML reads the brace of a reference as its own.
      mend:
        text[offset - 1] === '$'
          ? 'Put quotes around the reference here.'
          : 'Correct the YAML at this place.',
    });
  };
  const problem = document.errors[0] ?? document.warnings[0];
  if (problem !== undefined) {
    const isStream = problem.code === 'MULTIPLE_DOCS';
    return fail(isStream ? 'the text holds several documents' : problem.message, problem.pos[0]);
  }
  if (document.contents === null) return { origin: originAt(0), value: null };
  return new Reader(document, originAt, fail).read(document.contents, 0);
}

/** A file's text; positions are named relative to `cwd`. @throws BOTRC_CONFIG_SYNTAX */
export function readYamlText(text: string, file: string, cwd: string): Located {
  return parseYaml(text, {
    code: 'BOTRC_CONFIG_SYNTAX',
    origin: (line, column) => ({ kind: 'file', file, line, column }),
    where: (origin) => originText(origin, cwd),
  });
}

class Reader {
  readonly #document: Document;
  readonly #originAt: (offset: number) => Origin;
  readonly #fail: (message: string, offset: number) => never;
  #values = 0;

  constructor(
    document: Document,
    originAt: (offset: number) => Origin,
    fail: (message: string, offset: number) => never,
  ) {
    this.#document = document;
    this.#originAt = originAt;
    this.#fail = fail;
  }

  read(node: Node, depth: number): Located {
    const offset = node.range?.[0] ?? 0;
    if (++this.#values > MAX_VALUES || depth > MAX_DEPTH) {
      return this.#fail(
        'the text is too large or too deep, perhaps by aliases that repeat themselves',
        offset,
      );
    }
    const origin = this.#originAt(offset);
    if (isAlias(node)) {
      const target = node.resolve(this.#document);
      if (target === undefined) return this.#fail(`no anchor &${node.source} stands before`, offset);
      return { ...this.read(target, depth + 1), origin };
    }
    if (isSeq<Node>(node)) return { origin, value: node.items.map((item) => this.read(item, depth + 1)) };
    if (isMap<Node, Node | null>(node)) return { origin, value: this.#entries(node.items, depth) };
    return { origin, value: isScalar(node) ? this.#scalar(node.value, offset) : null };
  }

  #entries(items: readonly Pair<Node, Node | null>[], depth: number): Map<string, Located> {
    const entries = new Map<string, Located>();
    for (const pair of items) {
      const offset = pair.key.range?.[0] ?? 0;
      if (!isScalar(pair.key)) return this.#fail('a key must be plain text', offset);
      const key = String(pair.key.value);
      if (key === '__proto__') return this.#fail('"__proto__" cannot be a key', offset);
      const keyOrigin = this.#originAt(offset);
      // `key:` with nothing after it has no node of its own: it stands where its key stands.
      const entry =
        pair.value === null ? { origin: keyOrigin, value: null } : this.read(pair.value, depth + 1);
      entries.set(key, { ...entry, keyOrigin });
    }
    return entries;
  }

  #scalar(value: unknown, offset: number): Scalar {
    if (value === null || typeof value === 'string' || typeof value === 'boolean') return value;
    if (typeof value === 'number') return value;
    return this.#fail('a value must be text, a number, true, false or nothing', offset);
  }
}
