/** What a viewer may cost the bot. */
export interface ControlLimits {
  /** Time for the hello. @default 5000 */
  readonly helloMs: number;
  /** Between pings; a peer that leaves one unanswered is dropped at the next. @default 10000 */
  readonly pingMs: number;
  /** Largest message in. @default 65536 */
  readonly maxMessageBytes: number;
  /** Bytes that may wait for a viewer before it is dropped. @default 4 MiB, some tens of snapshots */
  readonly maxBufferedBytes: number;
  /** @default 32 */
  readonly maxViewers: number;
  /** Calls of one viewer under way. @default 16 */
  readonly maxCalls: number;
}

export const DEFAULT_LIMITS: ControlLimits = {
  helloMs: 5000,
  pingMs: 10_000,
  maxMessageBytes: 64 * 1024,
  maxBufferedBytes: 4 * 1024 * 1024,
  maxViewers: 32,
  maxCalls: 16,
};
