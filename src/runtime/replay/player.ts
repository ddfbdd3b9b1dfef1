import type { CoreView } from '../../core/view/rows.ts';
import type { TapeMove, TapeRow } from '../../core/view/tape.ts';
import type { Clock, Ms, TimerHandle } from '../../sdk/index.ts';
import type { Played, Reel, ReplayResult } from './reel.ts';
import { isBefore, type Mark } from './target.ts';

export interface PlayerPorts {
  /** The run from its beginning. */
  readonly open: () => Reel;
  /** By which time passes for whoever looks on. */
  readonly clock: Clock;
  readonly lastSeq: number;
  /** Recorded ms per ms of the clock. */
  readonly speed: number;
  /** Goes there first, as fast as that is possible. */
  readonly from?: Mark | undefined;
  /** Pauses there, and where the first effect differs; at the end it waits. False: nobody is there to go on. */
  readonly attended: boolean;
  /** @throws BOTRC_TAPE_TARGET */
  readonly markOf: (text: string) => Mark;
  readonly onPlayed: (played: Played, reel: Reel) => Promise<void>;
  /** What is told of it has changed. */
  readonly onMoved: () => void;
}

interface Goal {
  readonly mark: Mark;
  readonly pauses: boolean;
}

/** Further behind than so much of the clock, the tape's time does not try to catch up. */
const MOST_BEHIND_MS: Ms = 250;

/** Plays a recorded run at the pace of its own clock, times a speed; it can be paused, stepped and sent elsewhere. */
export class Player {
  readonly #ports: PlayerPorts;
  #reel: Reel;
  #speed: number;
  #isPaused = false;
  #isStopped = false;
  /** Where it goes as fast as it can. */
  #goal: Goal | undefined;
  #seq = 0;
  /** Of the event that was played last. */
  #playedMs: Ms = Number.NEGATIVE_INFINITY;
  /** The tape's time at a time of the clock: from there it runs. */
  #anchor: { readonly tapeMs: Ms; readonly clockMs: Ms };
  #events = 0;
  #view: CoreView | undefined;
  #wake: () => void = () => undefined;
  #timer: TimerHandle | undefined;

  constructor(ports: PlayerPorts) {
    this.#ports = ports;
    this.#reel = ports.open();
    this.#speed = ports.speed;
    this.#anchor = { tapeMs: this.#reel.next?.at ?? 0, clockMs: ports.clock.now() };
    if (ports.from) this.#goal = { mark: ports.from, pauses: ports.attended };
  }

  get row(): TapeRow {
    const { lastSeq } = this.#ports;
    const state = this.#goal ? 'seeking' : !this.#reel.next ? 'ended' : this.#isPaused ? 'paused' : 'playing';
    return {
      atMs: this.#nowMs(),
      seq: this.#seq,
      lastSeq: Math.max(lastSeq, this.#seq),
      speed: this.#speed,
      state,
      difference: this.#reel.difference?.seq ?? null,
    };
  }

  /** Events played since the run's beginning. */
  get events(): number {
    return this.#events;
  }

  get reel(): Reel {
    return this.#reel;
  }

  /** What it shows now; while it goes back, what it showed before. */
  async view(): Promise<CoreView | undefined> {
    const reel = this.#reel;
    try {
      this.#view = (await reel.view()) ?? this.#view;
    } catch (error) {
      // Closed under the question, by a jump back.
      if (reel === this.#reel) throw error;
    }
    return this.#view;
  }

  /** Begins a move; `row` tells what comes of it. @throws BOTRC_TAPE_TARGET */
  move(move: TapeMove): TapeRow {
    this.#hold();
    switch (move.do) {
      case 'pause':
        this.#isPaused = true;
        this.#goal = undefined;
        break;
      case 'play':
        this.#isPaused = false;
        this.#goal = undefined;
        break;
      case 'speed':
        this.#speed = move.speed;
        break;
      case 'step':
        this.#step(move.to);
        break;
      case 'jump':
        this.#goal = { mark: this.#ports.markOf(move.to), pauses: true };
        break;
    }
    this.#wake();
    return this.row;
  }

  /** Plays to the end and, attended, on until `stop`. @throws as Reel */
  async run(): Promise<ReplayResult> {
    try {
      while (!this.#isStopped) {
        if (this.#goal) await this.#seek(this.#goal);
        else if (!this.#reel.next && !this.#ports.attended) break;
        else if (this.#isPaused || !this.#reel.next) await this.#rest();
        else await this.#playOn();
      }
      return this.#reel.result();
    } finally {
      this.#timer?.cancel();
      await this.#reel.close();
    }
  }

  stop(): void {
    this.#isStopped = true;
    this.#wake();
  }

  /** The tape's time: it stands while the tape does, and never passes what is still to be played. */
  #nowMs(): Ms {
    const { tapeMs, clockMs } = this.#anchor;
    const next = this.#reel.next?.at;
    if (next === undefined) return Math.max(this.#playedMs, tapeMs);
    if (this.#isPaused || this.#goal) return tapeMs;
    return Math.min(next, Math.floor(tapeMs + (this.#ports.clock.now() - clockMs) * this.#speed));
  }

  #hold(tapeMs: Ms = this.#nowMs()): void {
    this.#anchor = { tapeMs, clockMs: this.#ports.clock.now() };
  }

  #step(to: 'event' | 'decision'): void {
    const { next, nextDecision } = this.#reel;
    this.#isPaused = true;
    if (!next) return;
    const seq = to === 'event' ? next.seq : (nextDecision ?? Number.POSITIVE_INFINITY);
    this.#goal = { mark: { seq: seq + 1 }, pauses: true };
  }

  async #seek(goal: Goal): Promise<void> {
    const { mark } = goal;
    const isBehind = this.#seq > 0 && !isBefore({ seq: this.#seq, at: this.#playedMs }, mark);
    if (isBehind) await this.#rewind();
    const { next } = this.#reel;
    if (next && isBefore(next, mark)) {
      await this.#play((event) => isBefore(event, mark));
      return;
    }
    // It may have been sent elsewhere meanwhile.
    if (this.#goal !== goal) return;
    this.#goal = undefined;
    this.#isPaused = goal.pauses;
    this.#hold(goal.pauses && this.#seq > 0 ? this.#playedMs : next?.at);
    this.#ports.onMoved();
  }

  async #rewind(): Promise<void> {
    const { open } = this.#ports;
    const old = this.#reel;
    this.#reel = open();
    this.#seq = 0;
    this.#events = 0;
    this.#playedMs = Number.NEGATIVE_INFINITY;
    await old.close();
  }

  async #playOn(): Promise<void> {
    const tapeMs = this.#nowMs();
    const known = this.#reel.difference;
    const count = await this.#play((event) => event.at <= tapeMs);
    const { next, difference } = this.#reel;
    if (difference && !known && this.#ports.attended) {
      this.#isPaused = true;
      this.#hold(this.#playedMs);
      this.#ports.onMoved();
    }
    if (count === 0 && next) await this.#rest((next.at - tapeMs) / this.#speed);
    else if (tapeMs - this.#playedMs > MOST_BEHIND_MS * this.#speed && next && next.at <= tapeMs) {
      this.#hold(next.at);
    }
  }

  async #play(goes: Parameters<Reel['play']>[0]): Promise<number> {
    const reel = this.#reel;
    const played = await reel.play(goes);
    const last = played.events.at(-1);
    if (last) {
      this.#seq = last.seq;
      this.#playedMs = last.at;
      this.#events += played.events.length;
    }
    await this.#ports.onPlayed(played, reel);
    return played.events.length;
  }

  /** Until something is asked of it, or for so long. */
  async #rest(ms?: Ms): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#wake = resolve;
      if (ms !== undefined) this.#timer = this.#ports.clock.setTimer(Math.max(1, ms), resolve);
    });
    this.#timer?.cancel();
    this.#wake = () => undefined;
  }
}
