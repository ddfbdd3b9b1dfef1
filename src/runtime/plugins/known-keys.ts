/** A JSON Schema (draft 2020-12) as plain data. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** A key that a schema does not name. */
export interface UnknownKey {
  readonly path: readonly (string | number)[];
  readonly key: string;
  /** The keys that may stand there. */
  readonly known: readonly string[];
}

/**
 * Keys of a value that its JSON Schema does not name. Stricter than JSON Schema itself, which lets a misspelt key
 * pass: an object with named properties accepts others only where `additionalProperties` says so.
 */
export function unknownKeys(value: unknown, schema: JsonSchema): UnknownKey[] {
  return check(value, [schema], schema, []);
}

/** The keys that may stand at a path of a value, in the schema's order. */
export function keysAt(schema: JsonSchema, path: readonly (string | number)[]): readonly string[] {
  let branches: readonly JsonSchema[] = [schema];
  for (const key of path) {
    branches = flatten(branches, schema).flatMap((branch) => below(branch, key));
  }
  return names(flatten(branches, schema));
}

function check(
  value: unknown,
  schemas: readonly JsonSchema[],
  root: JsonSchema,
  path: readonly (string | number)[],
): UnknownKey[] {
  if (value === null || typeof value !== 'object') return [];
  const branches = flatten(schemas, root).filter((branch) => mayBe(branch, value));
  const unknown: UnknownKey[] = [];
  const open = branches.length === 0 || branches.some(isOpen);
  for (const [name, entry] of Object.entries(value)) {
    const key = Array.isArray(value) ? Number(name) : name;
    const schemasBelow = branches.flatMap((branch) => below(branch, key));
    if (schemasBelow.length > 0) unknown.push(...check(entry, schemasBelow, root, [...path, key]));
    else if (!open && typeof key === 'string') unknown.push({ path, key, known: names(branches) });
  }
  return unknown;
}

/** The schemas with references followed, and the parts of combinations beside them. */
function flatten(schemas: readonly JsonSchema[], root: JsonSchema): readonly JsonSchema[] {
  const flat = new Set<JsonSchema>();
  const open = [...schemas];
  for (let schema = open.pop(); schema !== undefined; schema = open.pop()) {
    if (flat.has(schema)) continue;
    flat.add(schema);
    const target = typeof schema.$ref === 'string' ? pointed(root, schema.$ref) : undefined;
    if (target !== undefined) open.push(target);
    for (const word of ['allOf', 'anyOf', 'oneOf']) open.push(...schemaList(schema[word]));
  }
  // What only combines others says nothing of keys itself.
  return [...flat].filter(
    (s) => !['$ref', 'allOf', 'anyOf', 'oneOf'].some((w) => w in s) || 'properties' in s,
  );
}

/** A local reference: `#`, `#/$defs/name`. */
function pointed(root: JsonSchema, ref: string): JsonSchema | undefined {
  let node: unknown = root;
  for (const step of ref.split('/').slice(1)) {
    const key = decodeURIComponent(step).replaceAll('~1', '/').replaceAll('~0', '~');
    node = isRecord(node) ? node[key] : undefined;
  }
  return ref.startsWith('#') && isRecord(node) ? node : undefined;
}

/** False where the branch is for another type, or a constant property (a discriminator) contradicts it. */
function mayBe(branch: JsonSchema, value: object): boolean {
  const type = Array.isArray(value) ? 'array' : 'object';
  const types = branch.type === undefined ? [type] : [branch.type].flat();
  if (!types.includes(type)) return false;
  if (!isRecord(value) || !isRecord(branch.properties)) return true;
  return Object.entries(branch.properties).every(
    ([key, property]) =>
      !isRecord(property) || !('const' in property) || !(key in value) || property.const === value[key],
  );
}

function below(branch: JsonSchema, key: string | number): JsonSchema[] {
  if (typeof key === 'number') {
    const tuple = schemaList(branch.prefixItems)[key];
    return tuple !== undefined ? [tuple] : isRecord(branch.items) ? [branch.items] : [];
  }
  if (isRecord(branch.properties) && Object.hasOwn(branch.properties, key)) {
    const property = branch.properties[key];
    return isRecord(property) ? [property] : [{}];
  }
  return isRecord(branch.additionalProperties) ? [branch.additionalProperties] : [];
}

function isOpen(branch: JsonSchema): boolean {
  if (branch.additionalProperties === true || isRecord(branch.additionalProperties)) return true;
  return !isRecord(branch.properties) && branch.additionalProperties !== false;
}

function names(branches: readonly JsonSchema[]): string[] {
  return [
    ...new Set(
      branches.flatMap((branch) => Object.keys(isRecord(branch.properties) ? branch.properties : {})),
    ),
  ];
}

function schemaList(value: unknown): JsonSchema[] {
  return Array.isArray(value) ? value.filter(isRecord) : [];
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
