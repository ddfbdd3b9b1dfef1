import type { Clock, Ms, TimerHandle } from '../../sdk/index.ts';
import { characterName, type Key, sequenceName } from './key.ts';

const ESC = '\u001b';
const PASTE_START = '200~';
const PASTE_END = `${ESC}[201~`;
/** A sequence that the network split is put together again within this; a lone ESC is a key after it. */
const HOLD_MS: Ms = 150;
/** How long the rest of an Escape is still recognized as one: `[` is a key, too. */
const ESCAPE_REST_MS: Ms = 1_000;
/** The same for a sequence or a paste that had begun: a link may stall, and what was pasted must not act. */
const REST_MS: Ms = 10_000;
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
  /** A begun sequence that was given up: its rest may still come. */
  #late = '';

  constructor(clock: Clock, press: (key: Key) => void) {
    this.#clock = clock;
    this.#press = press;
  }

  /** One read from the terminal, decoded. */
  push(chunk: string): void {
    this.#timer?.cancel();
    this.#timer = undefined;
    const rest = this.#withoutLateRest(chunk);
    const { names, tokens } = this.#parse(this.#held + rest);
    if (names.length > MAX_KEYS_PER_READ) return;
    // Whatever else was in the read, also what is swallowed, means that nobody typed just this key.
    const alone = tokens === 1 && rest === chunk;
    for (const name of names) this.#emit(name, alone);
  }

  stop(): void {
    this.#timer?.cancel();
  }

  /** The keys in `input`, and of how many characters, sequences and pastes it is made. */
  #parse(input: string): { readonly names: readonly string[]; readonly tokens: number } {
    const names: string[] = [];
    let rest = input;
    let tokens = 0;
    this.#held = '';
    while (rest !== '') {
      tokens += 1;
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
    return { names, tokens };
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
    this.#expect(held);
    if (held === ESC) this.#emit('esc', true);
  }

  /** The rest of `late` is no key when it comes. */
  #expect(late: string): void {
    this.#late = late;
    this.#timer = this.#clock.setTimer(late === ESC ? ESCAPE_REST_MS : REST_MS, () => {
      this.#late = '';
    });
  }

  /** `A` after an `ESC[` that was given up is still no letter, and a paste that begins so is still a paste. */
  #withoutLateRest(chunk: string): string {
    const late = this.#late;
    this.#late = '';
    if (late === '' || (late === ESC && !chunk.startsWith('['))) return chunk;
    if (CSI_BEGUN.test((late + chunk).slice(1))) {
      this.#expect(late + chunk);
      return '';
    }
    const rest = LATE_REST.exec(chunk)?.[0] ?? '';
    const typed = chunk.slice(rest.length);
    if (late + rest === `${ESC}[${PASTE_START}`) {
      this.#pasting = true;
      if (typed === '') this.#skipPaste('');
    }
    return typed;
  }

  #skipPaste(rest: string): string {
    const end = rest.indexOf(PASTE_END);
    if (end >= 0) {
      this.#pasting = false;
      return rest.slice(end + PASTE_END.length);
    }
    // The end marker may be split as well: keep what may be its start.
    this.#held = rest.slice(-(PASTE_END.length - 1));
    this.#timer = this.#clock.setTimer(REST_MS, () => {
      this.#pasting = false;
      this.#held = '';
    });
    return '';
  }

  #emit(name: string, alone: boolean): void {
    this.#press({ name, text: [...name].length === 1 ? name : '', alone });
  }
}
