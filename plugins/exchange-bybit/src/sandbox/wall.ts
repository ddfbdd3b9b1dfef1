/**
 * Wall time in ms that never goes back. The sandbox is a server of its own that stands in for the venue, whose
 * clock is its own affair; nothing of the bot runs in it.
 */
export function wallMs(): number {
  // biome-ignore lint/nursery/noJsRestrictedProperties: a venue has its own clock; the bot's clock port is not this.
  return performance.timeOrigin + performance.now();
}
