import { inspect } from 'node:util';
import { expect, it } from 'vitest';
import { SecretSet } from '../../../src/runtime/config/secrets.ts';

function secretsOf(...values: string[]): SecretSet {
  const secrets = new SecretSet();
  for (const value of values) secrets.add(value);
  return secrets;
}

it('clears a text of every form of a secret', () => {
  const secret = '123:A/b "c"\n';
  const secrets = secretsOf(secret);
  const forms = [
    secret,
    encodeURIComponent(secret),
    JSON.stringify(secret),
    Buffer.from(secret).toString('base64'),
  ];
  expect(secrets.redact(forms.join('|'))).toBe('•••|•••|"•••"|•••');
});

it('clears the longer of two that contain each other', () => {
  expect(secretsOf('abcd', 'abcdefgh').redact('abcdefgh abcd')).toBe('••• •••');
});

it('takes any text, and ignores an empty one', () => {
  const secrets = secretsOf('', '\ud800lone');
  expect(secrets.size).toBe(1);
  expect(secrets.redact('x \ud800lone y')).toBe('x ••• y');
});

it('shows nothing of what it holds', () => {
  const secrets = secretsOf('hunter22');
  expect(`${inspect(secrets, { showHidden: true, depth: 9 })}${JSON.stringify({ secrets })}`).not.toContain(
    'hunter22',
  );
  expect(structuredClone(secrets)).toEqual({});
});
