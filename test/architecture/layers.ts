/**
 * The layer check: `npm run layers`. It fails closed: a file in no known room, a file that does not parse,
 * an import that cannot be read and a rule that guards no file are failures like a forbidden import.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { join, posix } from 'node:path';
import { type FoundImport, importsOf } from './imports.ts';
import { type LayerRule, type RoomName, rooms, rules } from './layer-rules.ts';

/** Source by path, relative to the repository's root with forward slashes. */
export type SourceTree = ReadonlyMap<string, string>;

export interface Finding {
  readonly path: string;
  /** 1-based; 0 where the whole file or folder is meant. */
  readonly line: number;
  readonly found: string;
  readonly reason: string;
}

interface Place {
  readonly room: RoomName;
  /** The package folder where a room is many packages: plugins and strategies. */
  readonly unit: string | undefined;
}

const SKIPPED = new Set([
  '.git',
  'node_modules',
  'dist',
  'fixtures',
  'coverage',
  '.mutation',
  'docs',
  'profiles',
]);
const CODE_FILE = /\.[cm]?[jt]sx?$/;

/** Reads every code file below `root`. */
export function readTree(root: string): SourceTree {
  const tree = new Map<string, string>();
  const walk = (folder: string): void => {
    for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
      const path = posix.join(folder, entry.name);
      if (entry.isDirectory() && !SKIPPED.has(entry.name)) walk(path);
      else if (entry.isFile() && CODE_FILE.test(entry.name))
        tree.set(path, readFileSync(join(root, path), 'utf8'));
    }
  };
  walk('');
  return tree;
}

/** All that is wrong in `tree`; empty means that every rule guards at least one file and holds. */
export function checkLayers(tree: SourceTree): readonly Finding[] {
  const findings: Finding[] = [];
  const guarded = new Set<RoomName>();
  for (const [path, source] of tree) {
    const place = placeOf(path);
    const rule = place && rules.find((candidate) => candidate.from === place.room);
    if (place === undefined || rule === undefined) {
      findings.push({
        path,
        line: 0,
        found: 'is in no known room',
        reason: 'A room without a rule is unguarded.',
      });
      continue;
    }
    guarded.add(place.room);
    findings.push(...checkFile(path, source, place, rule));
  }
  for (const rule of rules) {
    if (guarded.has(rule.from)) continue;
    const reason = 'A rule that matches nothing would let everything through.';
    findings.push({ path: rule.from, line: 0, found: 'has no file', reason });
  }
  return findings;
}

function checkFile(path: string, source: string, place: Place, rule: LayerRule): readonly Finding[] {
  let imports: readonly FoundImport[];
  try {
    imports = importsIn(path, source);
  } catch (error) {
    const found = `does not parse: ${String(error)}`;
    return [{ path, line: 0, found, reason: 'The imports of a file that does not parse are unknown.' }];
  }
  return imports
    .filter((entry) => !allows(rule, place, path, entry))
    .map((entry) => ({ path, line: entry.line, found: describe(path, entry), reason: rule.reason }));
}

/** What was read last, by path: the tests check a tree again and again with one file in it changed. */
const read = new Map<string, { readonly source: string; readonly imports: readonly FoundImport[] }>();

function importsIn(path: string, source: string): readonly FoundImport[] {
  const known = read.get(path);
  if (known?.source === source) return known.imports;
  const imports = importsOf(path, source);
  read.set(path, { source, imports });
  return imports;
}

function allows(rule: LayerRule, place: Place, path: string, entry: FoundImport): boolean {
  const { specifier } = entry;
  if (specifier === undefined) return rule.computed === true && entry.kind === 'lazy';
  if (isBuiltin(specifier)) return rule.node;
  if (specifier.startsWith('.')) return allowsPlace(rule, place, targetOf(path, specifier), entry);
  if (specifier.startsWith('@botrc/'))
    return rule.botrc === 'any' || rule.botrc?.includes(specifier) === true;
  // A path, a URL, a data: module or a #alias says nothing about the room it leads to.
  if (!/^(?:@[\w.-]+\/)?[\w.-]+(?:\/[\w./-]+)?$/.test(specifier)) return false;
  return rule.packages === 'declared' || rule.packages.includes(packageOf(specifier));
}

function allowsPlace(rule: LayerRule, from: Place, to: Place | undefined, entry: FoundImport): boolean {
  if (to === undefined) return false;
  const sameUnit = from.unit === undefined || from.unit === to.unit;
  if (to.room === from.room) return sameUnit;
  if (rule.may.includes(to.room)) return sameUnit;
  return entry.kind !== 'static' && rule.lazily?.includes(to.room) === true;
}

/** Where a relative import leads; an import of a build counts as one of its source. */
function targetOf(path: string, specifier: string): Place | undefined {
  const target = posix.join(posix.dirname(path), specifier);
  return target.startsWith('..') ? undefined : placeOf(target.replace(/^dist\//, 'src/'));
}

function placeOf(path: string): Place | undefined {
  for (const { name, path: pattern } of rooms) {
    const match = pattern.exec(path);
    if (match) return { room: name, unit: match[1] };
  }
  return undefined;
}

function packageOf(specifier: string): string {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}

function describe(path: string, entry: FoundImport): string {
  if (entry.specifier === undefined) return 'imports what an expression names';
  const room = entry.specifier.startsWith('.') ? targetOf(path, entry.specifier)?.room : undefined;
  const how = entry.kind === 'static' ? 'imports' : entry.kind === 'type' ? 'imports a type of' : 'loads';
  return `${how} ${entry.specifier}${room === undefined ? '' : ` (${room})`}`;
}

if (import.meta.main) {
  const tree = readTree(join(import.meta.dirname, '../..'));
  const findings = checkLayers(tree);
  for (const { path, line, found, reason } of findings) {
    process.stdout.write(`${path}${line > 0 ? `:${line}` : ''} ${found}\n    ${reason}\n`);
  }
  process.stdout.write(`layers: ${tree.size} files, ${findings.length} findings\n`);
  process.exitCode = findings.length > 0 ? 1 : 0;
}
