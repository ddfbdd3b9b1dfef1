import type { Schema, SchemaOutput } from '../contracts/schema.ts';

/** The validated options with their defaults. @throws where they are refused, with every reason. */
export function validOptions<S extends Schema>(schema: S, value: unknown): SchemaOutput<S> {
  const result = schema['~standard'].validate(value);
  if ('then' in result)
    throw new Error('the options are validated asynchronously: the host needs the answer at once');
  if (!result.issues) return result.value as SchemaOutput<S>;
  const lines = result.issues.map((issue) => {
    const path = (issue.path ?? []).map((step) => String(typeof step === 'object' ? step.key : step));
    return `${path.join('.') || 'options'}: ${issue.message}`;
  });
  throw new Error(`the options are refused: ${lines.join('; ')}`);
}
