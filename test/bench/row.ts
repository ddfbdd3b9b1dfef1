/** One printed line: `name value unit`. */
export interface Figure {
  /** Without spaces. */
  readonly name: string;
  readonly value: number;
  /** Without spaces; a ratio's is `x`. */
  readonly unit: string;
}

/** What every row is given. */
export interface Bench {
  /** How often each side is measured. */
  readonly runs: number;
  /** Bars or messages a run works through. */
  readonly size: number;
  /** Folder of the reference programs; undefined where this checkout has none: then there are no ratios. */
  readonly reference: string | undefined;
  /** Something a reader should know; goes to stderr. */
  readonly note: (text: string) => void;
}

export interface Row {
  readonly name: string;
  run(bench: Bench): Promise<readonly Figure[]>;
}
