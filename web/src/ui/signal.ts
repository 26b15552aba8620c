/** How many bars are drawn, and in which colour. */

export const SIGNAL_STEPS = [1, 2, 3, 4, 5] as const;
export type Bars = 0 | 1 | 2 | 3 | 4 | 5;

/** Whatever the server says, the picture has five bars. */
export function clampBars(bars: number): Bars {
  if (!Number.isFinite(bars) || bars <= 0) return 0;
  return Math.min(5, Math.floor(bars)) as Bars;
}

export function signalTone(bars: Bars): 'error' | 'warning' | 'success' {
  if (bars <= 1) return 'error';
  return bars <= 2 ? 'warning' : 'success';
}
