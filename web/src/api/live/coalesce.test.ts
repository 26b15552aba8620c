import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createCoalescer } from './coalesce';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('coalescer', () => {
  it('runs the first request at once and the rest together', async () => {
    const run = vi.fn().mockResolvedValue(undefined);
    const coalescer = createCoalescer(run, 500);
    for (let index = 0; index < 20; index += 1) coalescer.request('modems');
    expect(run).toHaveBeenCalledTimes(1);
    await vi.advanceTimersByTimeAsync(500);
    expect(run).toHaveBeenCalledTimes(2);
    await vi.advanceTimersByTimeAsync(5_000);
    expect(run).toHaveBeenCalledTimes(2);
  });

  it('runs at most twice a second under a steady flood', async () => {
    const run = vi.fn().mockResolvedValue(undefined);
    const coalescer = createCoalescer(run, 500);
    for (let elapsed = 0; elapsed < 10_000; elapsed += 50) {
      coalescer.request('modems');
      await vi.advanceTimersByTimeAsync(50);
    }
    expect(run.mock.calls.length).toBeGreaterThanOrEqual(19);
    expect(run.mock.calls.length).toBeLessThanOrEqual(21);
  });

  it('never has two fetches of one subject under way, and fetches once more after a slow one', async () => {
    let finish = () => {};
    const run = vi.fn(() => new Promise<void>((resolve) => (finish = resolve)));
    const coalescer = createCoalescer(run, 500);
    coalescer.request('modems');
    coalescer.request('modems');
    await vi.advanceTimersByTimeAsync(3_000);
    expect(run).toHaveBeenCalledTimes(1);
    finish();
    await vi.advanceTimersByTimeAsync(0);
    expect(run).toHaveBeenCalledTimes(2);
  });

  it('goes on after a failed fetch', async () => {
    const run = vi.fn().mockRejectedValueOnce(new Error('gone')).mockResolvedValue(undefined);
    const coalescer = createCoalescer(run, 500);
    coalescer.request('modems');
    coalescer.request('modems');
    await vi.advanceTimersByTimeAsync(500);
    expect(run).toHaveBeenCalledTimes(2);
  });

  it('keeps subjects apart', () => {
    const run = vi.fn().mockResolvedValue(undefined);
    const coalescer = createCoalescer<'modems' | 'activity'>(run, 500);
    coalescer.request('modems');
    coalescer.request('activity');
    expect(run.mock.calls).toEqual([['modems'], ['activity']]);
  });

  it('remembers while paused and catches up after', async () => {
    const run = vi.fn().mockResolvedValue(undefined);
    const coalescer = createCoalescer(run, 500);
    coalescer.setPaused(true);
    coalescer.request('modems');
    await vi.advanceTimersByTimeAsync(5_000);
    expect(run).not.toHaveBeenCalled();
    coalescer.setPaused(false);
    expect(run).toHaveBeenCalledTimes(1);
  });
});
