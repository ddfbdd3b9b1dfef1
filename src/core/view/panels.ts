import type { Ms, PanelBlock } from '../../sdk/index.ts';

/** A panel of a plugin, with what it said last. */
export interface PanelRow {
  /** Unique in the profile. */
  readonly name: string;
  readonly plugin: string;
  readonly version: string;
  readonly title: string;
  /** `off`: it failed or was slow, and is not asked any more. */
  readonly state: 'starting' | 'on' | 'off';
  /** Why it is off, one line. */
  readonly reason: string | null;
  /** The machine's time at which it said it. */
  readonly updatedMs: Ms | null;
  readonly note: string;
  /** Free of control characters; of one that is off the last. */
  readonly blocks: readonly PanelBlock[];
}
