import { FASTEST, SLOWEST, type TapeMove, type TapeRow } from '../core/view/tape.ts';
import type { Ms } from '../sdk/index.ts';
import type { Request } from './dialogs/progress.ts';

/** Moves of a replay, as keys ask for them. */
export type TapeMotion = 'toggle' | 'event' | 'decision' | 'faster' | 'slower';

const TIMEOUT_MS: Ms = 10_000;

export function tapeRequest(move: TapeMove): Request {
  return { call: 'tape', params: move, timeoutMs: TIMEOUT_MS };
}

export function tapeMove(motion: TapeMotion, { state, speed }: TapeRow): TapeMove {
  switch (motion) {
    case 'toggle':
      return { do: state === 'paused' || state === 'ended' ? 'play' : 'pause' };
    case 'event':
    case 'decision':
      return { do: 'step', to: motion };
    case 'faster':
    case 'slower':
      return { do: 'speed', speed: nextSpeed(speed, motion) };
  }
}

/** 1, 2, 5, 10, 20, …: the next one of these. */
export function nextSpeed(speed: number, way: 'faster' | 'slower'): number {
  const steps: number[] = [];
  for (let power = Math.log10(SLOWEST); power <= Math.log10(FASTEST); power++) {
    for (const digit of [1, 2, 5]) steps.push(Number(`${digit}e${Math.round(power)}`));
  }
  const allowed = steps.filter((step) => step <= FASTEST);
  const next = way === 'faster' ? allowed.find((s) => s > speed) : allowed.findLast((s) => s < speed);
  return next ?? speed;
}
