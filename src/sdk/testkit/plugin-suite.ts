import type { PluginKind, PluginMeta } from '../contracts/plugin.ts';
import { validOptions } from './options.ts';
import { expectEqual, expectTrue } from './suite.ts';

/** What every plugin's default export must have, whatever its kind. */
export function expectMeta(plugin: PluginMeta, kind: PluginKind): void {
  expectEqual(plugin.kind, kind, 'kind');
  expectTrue(/^[a-z0-9-]{1,40}$/.test(plugin.name), `name "${plugin.name}" is not [a-z0-9-]{1,40}`);
  expectTrue(
    /^\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?$/.test(plugin.version),
    `version "${plugin.version}" is no semver`,
  );
  expectTrue(/\d/.test(plugin.sdk), `sdk "${plugin.sdk}" is no range of versions, such as "^1"`);
  for (const field of ['network', 'secrets', 'programs'] as const) {
    const names = plugin.permissions[field] ?? [];
    expectTrue(
      names.every((name) => typeof name === 'string' && name !== ''),
      `permissions.${field} holds no names`,
    );
  }
}

/** Options describe themselves, take what they are given, and refuse what is no record of options. */
export function expectOptions(plugin: PluginMeta, options: unknown): void {
  const json = plugin.options['~standard'].jsonSchema.input({ target: 'draft-2020-12' });
  expectEqual(json.type, 'object', 'the type of the JSON Schema of the options');
  const properties = (json.properties ?? {}) as Record<string, { description?: string }>;
  for (const [name, property] of Object.entries(properties)) {
    expectTrue((property.description ?? '') !== '', `the option ${name} has no description`);
  }
  for (const secret of plugin.permissions.secrets ?? []) {
    expectTrue(secret in properties, `the secret ${secret} is no option`);
  }
  for (const name of Object.keys(options as object)) expectTrue(name in properties, `${name} is no option`);
  validOptions(plugin.options, options);
  let refused = false;
  try {
    validOptions(plugin.options, 'no options');
  } catch {
    refused = true;
  }
  expectTrue(refused, 'the options take a text for a record');
}
