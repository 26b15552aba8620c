/** The server's time as seen from here: "5 minutes ago" must not depend on a laptop's wrong clock. */

const NOTICEABLE_SKEW_MS = 2_000;
const TICK_MS = 5_000;

let skewMs = 0;
const listeners = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | null = null;

export function noteServerTime(serverTime: string, here = Date.now()): void {
  const server = Date.parse(serverTime);
  if (Number.isNaN(server)) return;
  const skew = server - here;
  skewMs = Math.abs(skew) < NOTICEABLE_SKEW_MS ? 0 : skew;
}

export function serverNow(): number {
  return Date.now() + skewMs;
}

/** One timer for all relative times on the page; it rests while none is shown. */
export function onTick(listener: () => void): () => void {
  listeners.add(listener);
  timer ??= setInterval(() => listeners.forEach((tick) => tick()), TICK_MS);
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0 && timer !== null) {
      clearInterval(timer);
      timer = null;
    }
  };
}
