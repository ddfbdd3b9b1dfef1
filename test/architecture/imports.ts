import { parseAst } from 'rolldown/parseAst';

/** One place where a file names another module. */
export interface FoundImport {
  /** The module as written, or undefined where it is an expression. */
  readonly specifier: string | undefined;
  /** `lazy` loads when the line runs: `import()`, or a module's URL handed to a worker. */
  readonly kind: 'static' | 'type' | 'lazy';
  /** 1-based. */
  readonly line: number;
}

interface Node {
  readonly type: string;
  readonly start: number;
  readonly [field: string]: unknown;
}

const CODE_FILE = /\.[cm]?[jt]sx?$/;

/**
 * Every import of a TypeScript or JavaScript file: declarations, re-exports, `import()`, `import('x').Type`,
 * `require()`, and `new URL('./x.ts', import.meta.url)` of a code file. Throws where the file does not parse.
 */
export function importsOf(path: string, source: string): readonly FoundImport[] {
  const found: FoundImport[] = [];
  const lang = path.endsWith('x') ? 'tsx' : path.endsWith('js') ? 'js' : 'ts';
  visit(parseAst(source, { lang, sourceType: 'module' }, path), (node) => {
    const entry = importAt(node);
    if (entry !== undefined) found.push({ ...entry, line: source.slice(0, node.start).split('\n').length });
  });
  return found;
}

function importAt(node: Node): Omit<FoundImport, 'line'> | undefined {
  switch (node.type) {
    case 'ImportDeclaration':
      return { specifier: text(node.source), kind: node.importKind === 'type' ? 'type' : 'static' };
    case 'ExportNamedDeclaration':
    case 'ExportAllDeclaration':
      if (node.source === null) return undefined;
      return { specifier: text(node.source), kind: node.exportKind === 'type' ? 'type' : 'static' };
    case 'TSImportType':
      return { specifier: text(node.source), kind: 'type' };
    case 'TSExternalModuleReference':
      return { specifier: text(node.expression), kind: 'static' };
    case 'ImportExpression':
      return { specifier: text(node.source), kind: 'lazy' };
    case 'CallExpression':
      if (name(node.callee) !== 'require') return undefined;
      return required(text(list(node.arguments)[0]));
    case 'NewExpression': {
      const file = name(node.callee) === 'URL' ? text(list(node.arguments)[0]) : undefined;
      return file !== undefined && CODE_FILE.test(file) ? { specifier: file, kind: 'lazy' } : undefined;
    }
    default:
      return undefined;
  }
}

/** What is named by an expression is chosen when the line runs, as with `import()`. */
function required(specifier: string | undefined): Omit<FoundImport, 'line'> {
  return { specifier, kind: specifier === undefined ? 'lazy' : 'static' };
}

function visit(value: unknown, seen: (node: Node) => void): void {
  if (Array.isArray(value)) {
    for (const item of value) visit(item, seen);
  } else if (isNode(value)) {
    seen(value);
    for (const field of Object.values(value)) visit(field, seen);
  }
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'type' in value && 'start' in value;
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function name(value: unknown): string | undefined {
  return isNode(value) && value.type === 'Identifier' ? String(value.name) : undefined;
}

/** The text of a string, or of a template without expressions. */
function text(value: unknown): string | undefined {
  if (!isNode(value)) return undefined;
  if (value.type === 'Literal' && typeof value.value === 'string') return value.value;
  if (value.type !== 'TemplateLiteral' || list(value.expressions).length > 0) return undefined;
  const quasi = list(value.quasis)[0];
  return isNode(quasi) ? String((quasi.value as { readonly cooked: string }).cooked) : undefined;
}
