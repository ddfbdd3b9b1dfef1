/** Configuration: .botrc, profiles and overrides, checked and typed. */
export * from './describe-profile.ts';
export type { Environment } from './folders.ts';
export { namedProfile } from './named-profile.ts';
export { nearest, suggestion } from './nearest.ts';
export * from './profile.ts';
export { listProfiles, type ProfileFile, type ProfileRow } from './profile-file.ts';
export { profileJsonSchema } from './profile-json-schema.ts';
export * from './resolve-profile.ts';
export { SECRET_MASK, SecretSet } from './secrets.ts';
export { findSettings, type Place, type Settings } from './settings.ts';
