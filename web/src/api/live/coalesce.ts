/**
 * Turns a flood of "this changed" into few fetches: the first runs at once, later ones at most every
 * `minIntervalMs`, never two at a time for the same thing, and the last word is never lost.
 */

export interface Coalescer<Name extends string> {
  request(name: Name): void;
  /** While paused (hidden tab) requests are remembered, not run. */
  setPaused(paused: boolean): void;
  stop(): void;
}

interface Slot {
  running: boolean;
  wanted: boolean;
  timer: ReturnType<typeof setTimeout> | null;
}

export function createCoalescer<Name extends string>(
  run: (name: Name) => Promise<unknown>,
  minIntervalMs: number,
): Coalescer<Name> {
  const slots = new Map<Name, Slot>();
  let paused = false;
  let stopped = false;

  function slotOf(name: Name): Slot {
    let slot = slots.get(name);
    if (slot === undefined) {
      slot = { running: false, wanted: false, timer: null };
      slots.set(name, slot);
    }
    return slot;
  }

  function startIfFree(name: Name, slot: Slot): void {
    if (stopped || paused || !slot.wanted || slot.running || slot.timer !== null) return;
    slot.wanted = false;
    slot.running = true;
    slot.timer = setTimeout(() => {
      slot.timer = null;
      startIfFree(name, slot);
    }, minIntervalMs);
    const finished = () => {
      slot.running = false;
      startIfFree(name, slot);
    };
    // A failed fetch is shown by its query; here it only frees the slot.
    run(name).then(finished, finished);
  }

  return {
    request(name) {
      const slot = slotOf(name);
      slot.wanted = true;
      startIfFree(name, slot);
    },
    setPaused(next) {
      paused = next;
      if (!paused) slots.forEach((slot, name) => startIfFree(name, slot));
    },
    stop() {
      stopped = true;
      slots.forEach((slot) => slot.timer !== null && clearTimeout(slot.timer));
    },
  };
}
