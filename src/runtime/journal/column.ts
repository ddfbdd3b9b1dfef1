/** Columns as they should be. A damaged row may hold any type; the checks of sums then find it. */

export function bytesOf(value: unknown): Uint8Array {
  return value instanceof Uint8Array ? value : new Uint8Array();
}

export function hexOf(value: unknown): string {
  return Buffer.from(bytesOf(value)).toString('hex');
}
