import type { Clock, Ms, TimerHandle } from '../../sdk/index.ts';
import { characterName, type Key, sequenceName } from './key.ts';

const ESC = '\u001b';
const PASTE_START = '200~';
const PASTE_END = `${ESC}[201~`;
/** A sequence that the network split is put together again within this; a lone ESC is a key after it. */
const HOLD_MS: Ms = 150;
/** How long the rest of a late sequence is still recognized, and how long a paste may pause. */
const STALE_MS: Ms = 1000;
/** More keys than this in one read were pasted, not typed. */
const MAX_KEYS_PER_READ = 32;

/** A sequence after its ESC: whole, begun, and what may be left of one. Longer parameters are not waited for. */
const CSI = /^\[(\[?[0-9;:<=>?]{0,40}[ -/]{0,4}[@-~])/;
const CSI_BEGUN = /^\[\[?[0-9;:<=>?]{0,40}[ -/]{0,4}$/;
const LATE_REST = /^\[?[0-9;:<=>?]{0,40}[ -/]{0,4}[@-~]/;
const MOUSE_X10 = `${ESC}[M`;

/**
 * Turns what the terminal sends into single keys. Pastes, mouse reports, unknown and broken sequences are
 * swallowed: none of them may ever act as a key.
 */
export class InputGateway {
  readonly #clock: Clock;
  readonly #press: (key: Key) => void;
  #held = '';
  #timer: TimerHandle | undefined;
  #pasting = false;
  /** What the rest of a sequence that came too late would start with. */
  #late: 'rest of esc' | 'rest of csi' | undefined;

  constructor(clock: Clock, press: (key: Key) => void) {
    this.#clock = clock;
    this.#press = press;
  }

  /** One read from the terminal, decoded. */
  push(chunk: string): void {
    this.#timer?.cancel();
    this.#timer = undefined;
    const input = this.#held + this.#withoutLateRest(chunk);
    const names = this.#parse(input);
    if (names.length > MAX_KEYS_PER_READ) return;
    const alone = names.length === 1 && !input.includes(PASTE_END);
    for (const name of names) this.#emit(name, alone);
  }

  stop(): void {
    this.#timer?.cancel();
  }

  #parse(input: string): readonly string[] {
    const names: string[] = [];
    let rest = input;
    this.#held = '';
    while (rest !== '') {
      if (this.#pasting) {
        rest = this.#skipPaste(rest);
        continue;
      }
      if (!rest.startsWith(ESC)) {
        const char = String.fromCodePoint(rest.codePointAt(0) ?? 0);
        const name = characterName(char);
        if (name !== undefined) names.push(name);
        rest = rest.slice(char.length);
        continue;
      }
      const taken = this.#takeSequence(rest, names);
      if (taken === 0) {
        this.#hold(rest);
        break;
      }
      rest = rest.slice(taken);
    }
    return names;
  }

  /** Characters of the sequence at the start of `rest`; 0 where it is not complete. */
  #takeSequence(rest: string, names: string[]): number {
    if (rest.startsWith(MOUSE_X10)) return rest.length >= 6 ? 6 : 0;
    const csi = CSI.exec(rest.slice(1));
    if (csi !== null) {
      const body = csi[1] ?? '';
      if (body === PASTE_START) this.#pasting = true;
      const name = sequenceName(body);
      if (name !== undefined) names.push(name);
      return 1 + csi[0].length;
    }
    if (CSI_BEGUN.test(rest.slice(1)) || rest === ESC || rest === `${ESC}O`) return 0;
    if (rest.startsWith(`${ESC}O`)) {
      const name = sequenceName(rest.charAt(2));
      if (name !== undefined) names.push(name);
      return 3;
    }
    // ESC ESC is an Escape and the start of something; ESC with any other character is Alt, which is bound to nothing.
    if (rest.startsWith(ESC + ESC)) {
      names.push('esc');
      return 1;
    }
    return 1 + String.fromCodePoint(rest.codePointAt(1) ?? 0).length;
  }

  #hold(rest: string): void {
    this.#held = rest;
    this.#timer = this.#clock.setTimer(HOLD_MS, () => this.#expire());
  }

  #expire(): void {
    const held = this.#held;
    this.#held = '';
    this.#late = held === ESC ? 'rest of esc' : 'rest of csi';
    this.#timer = this.#clock.setTimer(STALE_MS, () => {
      this.#late = undefined;
    });
    if (held === ESC) this.#emit('esc', true);
  }

  /** `A` after an `ESC[` that was given up is still no letter. */
  #withoutLateRest(chunk: string): string {
    const late = this.#late;
    this.#late = undefined;
    if (late === undefined || (late === 'rest of esc' && !chunk.startsWith('['))) return chunk;
    return chunk.replace(LATE_REST, '');
  }

  #skipPaste(rest: string): string {
    const end = rest.indexOf(PASTE_END);
    if (end >= 0) {
      this.#pasting = false;
      return rest.slice(end + PASTE_END.length);
    }
    // The end marker may be split as well: keep what may be its start.
    this.#held = rest.slice(-(PASTE_END.length - 1));
    this.#timer = this.#clock.setTimer(STALE_MS, () => {
      this.#pasting = false;
      this.#held = '';
    });
    return '';
  }

  #emit(name: string, alone: boolean): void {
    this.#press({ name, text: [...name].length === 1 ? name : '', alone });
  }
}
