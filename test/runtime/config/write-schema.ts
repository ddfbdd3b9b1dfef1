// Writes schema/profile.schema.json, which editors check profiles against. Run it with `npm run schema`.
import { writeFileSync } from 'node:fs';
import { profileJsonSchema } from '../../../src/runtime/config/profile-json-schema.ts';

const file = new URL('../../../schema/profile.schema.json', import.meta.url);
writeFileSync(file, `${JSON.stringify(profileJsonSchema(), null, 2)}\n`);
