import type { Ms, TimerHandle } from '../../sdk/index.ts';

export interface HeapTimer {
  readonly due: Ms;
  readonly fn: () => void;
}

interface Slot extends HeapTimer {
  /** Breaks ties: first set, first run. */
  readonly order: number;
  cancelled: boolean;
}

/** A binary heap of timers by due time. Cancelled ones are skipped, and swept out once they are the majority. */
export class TimerHeap {
  #slots: Slot[] = [];
  #count = 0;
  #cancelled = 0;

  get nextDue(): Ms | undefined {
    this.#skipCancelled();
    return this.#slots[0]?.due;
  }

  push(due: Ms, fn: () => void): TimerHandle {
    const slot: Slot = { due, fn, order: this.#count++, cancelled: false };
    this.#slots.push(slot);
    this.#rise(this.#slots.length - 1);
    return { cancel: () => this.#cancel(slot) };
  }

  pop(): HeapTimer | undefined {
    this.#skipCancelled();
    const slot = this.#removeFirst();
    // What has left the heap is no longer counted when its handle is cancelled late.
    if (slot) slot.cancelled = true;
    return slot;
  }

  #cancel(slot: Slot): void {
    if (slot.cancelled) return;
    slot.cancelled = true;
    this.#cancelled++;
    if (this.#cancelled * 2 <= this.#slots.length) return;
    this.#slots = this.#slots.filter((s) => !s.cancelled).sort(compare);
    this.#cancelled = 0;
  }

  #skipCancelled(): void {
    while (this.#slots[0]?.cancelled) {
      this.#removeFirst();
      this.#cancelled--;
    }
  }

  #removeFirst(): Slot | undefined {
    const first = this.#slots[0];
    const last = this.#slots.pop();
    if (last && last !== first) {
      this.#slots[0] = last;
      this.#sink();
    }
    return first;
  }

  #rise(from: number): void {
    for (let at = from; at > 0; ) {
      const parent = (at - 1) >> 1;
      if (!this.#swapIfBefore(at, parent)) return;
      at = parent;
    }
  }

  #sink(): void {
    for (let at = 0; ; ) {
      const left = at * 2 + 1;
      const right = left + 1;
      const first = this.#isBefore(right, left) ? right : left;
      if (!this.#swapIfBefore(first, at)) return;
      at = first;
    }
  }

  #isBefore(a: number, b: number): boolean {
    const one = this.#slots[a];
    const other = this.#slots[b];
    return one !== undefined && other !== undefined && compare(one, other) < 0;
  }

  #swapIfBefore(a: number, b: number): boolean {
    const one = this.#slots[a];
    const other = this.#slots[b];
    if (one === undefined || other === undefined || compare(one, other) >= 0) return false;
    this.#slots[a] = other;
    this.#slots[b] = one;
    return true;
  }
}

function compare(a: Slot, b: Slot): number {
  return a.due - b.due || a.order - b.order;
}
