/** One option of a plugin, for people. */
export interface OptionRow {
  readonly path: string;
  readonly type: string;
  /** `required`, `default 12`, or empty where it may be left out. */
  readonly default: string;
  readonly describe: string;
}

type JsonSchema = Readonly<Record<string, unknown>>;

/** The options of a JSON Schema, nested ones by their dotted path. */
export function optionRows(schema: JsonSchema, prefix = ''): readonly OptionRow[] {
  const required = Array.isArray(schema.required) ? schema.required : [];
  return Object.entries(isSchema(schema.properties) ? schema.properties : {}).flatMap(([key, value]) => {
    if (!isSchema(value)) return [];
    const path = `${prefix}${key}`;
    const nested = optionRows(value, `${path}.`);
    if (nested.length > 0) return nested;
    const fallback = 'default' in value ? `default ${JSON.stringify(value.default)}` : '';
    const needed = required.includes(key) && fallback === '' ? 'required' : fallback;
    return [{ path, type: typeText(value), default: needed, describe: String(value.description ?? '') }];
  });
}

function typeText(schema: JsonSchema): string {
  if (Array.isArray(schema.enum)) return schema.enum.map((one) => JSON.stringify(one)).join(' | ');
  if ('const' in schema) return JSON.stringify(schema.const);
  const either = schema.anyOf ?? schema.oneOf;
  if (Array.isArray(either)) return either.map((one) => (isSchema(one) ? typeText(one) : '?')).join(' | ');
  const bounds = [bound(schema, 'minimum', '>='), bound(schema, 'exclusiveMinimum', '>')]
    .concat(bound(schema, 'maximum', '<='), bound(schema, 'exclusiveMaximum', '<'))
    .filter((text) => text !== '')
    .join(' ');
  const name =
    schema.type === 'array' && isSchema(schema.items) ? `${typeText(schema.items)}[]` : schema.type;
  return bounds === '' ? String(name ?? 'any') : `${name} ${bounds}`;
}

/** zod writes the safe integers as bounds of every integer; they tell nothing. */
function bound(schema: JsonSchema, key: string, sign: string): string {
  const value = schema[key];
  return typeof value === 'number' && Math.abs(value) < Number.MAX_SAFE_INTEGER ? `${sign} ${value}` : '';
}

function isSchema(value: unknown): value is JsonSchema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
