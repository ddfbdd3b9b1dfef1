import type { Ms } from '../../sdk/index.ts';

/** A span in at most five columns: `14s`, `3m`, `2h05`, `6d`. */
export function age(ms: Ms): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  if (seconds < 60) return `${seconds}s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes}m`;
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return `${hours}h${String(minutes % 60).padStart(2, '0')}`;
  return `${Math.floor(hours / 24)}d`;
}

/** `14:05:00`, UTC. */
export function timeOfDay(ms: Ms): string {
  return Number.isSafeInteger(ms) ? new Date(ms).toISOString().slice(11, 19) : '--:--:--';
}
