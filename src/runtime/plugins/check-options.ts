import {
  BotrcError,
  type PluginMeta,
  plainText,
  type Schema,
  type SchemaIssue,
  type SchemaOutput,
} from '../../sdk/index.ts';
import { suggestion } from '../config/nearest.ts';
import { type JsonSchema, unknownKeys } from './known-keys.ts';

/** One thing that is wrong with a plugin's options. */
export interface OptionIssue {
  /** What is wrong: a key that the plugin does not know, or a value. */
  readonly wrong: 'key' | 'value';
  /** From the options' root; of an unknown key, that key. */
  readonly path: readonly (string | number)[];
  /** A sentence without the path. */
  readonly message: string;
  readonly mend: string;
}

/**
 * The options as the plugin wants them, its defaults filled in.
 * @param where what they are called in errors: `exchange.options`.
 * @throws BOTRC_PLUGIN_OPTIONS with the first thing that is wrong; BOTRC_PLUGIN_SHAPE
 */
export function checkOptions<S extends Schema>(
  plugin: PluginMeta & { readonly options: S },
  options: unknown,
  where: string,
): SchemaOutput<S> {
  const result = validated(plugin, options);
  if (result.issues === undefined) return result.value as SchemaOutput<S>;
  const [issue] = result.issues;
  throw new BotrcError(
    'BOTRC_PLUGIN_OPTIONS',
    `"${plugin.name}": ${issue?.message ?? 'the options are refused'}`,
    {
      where: [where, ...(issue?.path ?? [])].join('.'),
      ...(issue === undefined ? {} : { mend: issue.mend }),
    },
  );
}

/** Everything that is wrong with options; empty where the plugin accepts them. @throws as `checkOptions`, but for issues */
export function optionIssues(plugin: PluginMeta, options: unknown): readonly OptionIssue[] {
  return validated(plugin, options).issues ?? [];
}

type Validated =
  | { readonly value: unknown; readonly issues?: undefined }
  | { readonly issues: readonly OptionIssue[] };

/** First every key against the JSON Schema, because validators drop a misspelt key in silence, then the values. */
function validated(plugin: PluginMeta, options: unknown): Validated {
  const unknown = unknownKeys(options, optionsJsonSchema(plugin)).map(({ path, key, known }) => ({
    wrong: 'key' as const,
    path: [...path, key],
    message: 'unknown option',
    mend: suggestion(key, known, 'options here'),
  }));
  if (unknown.length > 0) return { issues: unknown };
  const result = plugin.options['~standard'].validate(options);
  if (result instanceof Promise) {
    // It may reject later; that is of no interest, the plugin is refused.
    result.catch(() => undefined);
    throw new BotrcError('BOTRC_PLUGIN_OPTIONS', `"${plugin.name}" validates its options asynchronously`, {
      mend: 'Use a schema without asynchronous checks.',
    });
  }
  return result.issues === undefined ? result : { issues: result.issues.map(plainIssue) };
}

/** The JSON Schema of what may be written in a profile. @throws BOTRC_PLUGIN_SHAPE */
export function optionsJsonSchema(plugin: PluginMeta): JsonSchema {
  try {
    return plugin.options['~standard'].jsonSchema.input({ target: 'draft-2020-12' });
  } catch (error) {
    const what = `the options of "${plugin.name}" cannot be written as JSON Schema: ${plainText(String(error))}`;
    throw new BotrcError('BOTRC_PLUGIN_SHAPE', what, { mend: 'Use only what JSON can hold.' }, error);
  }
}

function plainIssue(issue: SchemaIssue): OptionIssue {
  const path = (issue.path ?? []).map((step) => {
    const key = typeof step === 'object' ? step.key : step;
    return typeof key === 'number' ? key : String(key);
  });
  return {
    wrong: 'value',
    path,
    message: plainText(issue.message),
    mend: 'See `bot plugins info` for the options of the plugin.',
  };
}
