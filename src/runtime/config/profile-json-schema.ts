import { z } from 'zod';
import type { JsonSchema } from '../plugins/known-keys.ts';
import { profileSchema } from './profile-schema.ts';

/**
 * The JSON Schema of a profile file, for editors: schema/profile.schema.json holds it, and profiles point there with
 * a `# yaml-language-server: $schema=` line.
 */
export function profileJsonSchema(): JsonSchema {
  const { $schema, ...rest } = z.toJSONSchema(profileSchema, { io: 'input', target: 'draft-2020-12' });
  return { $schema, title: 'botrc profile', ...rest };
}
