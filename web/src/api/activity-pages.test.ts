import { describe, expect, it } from 'vitest';
import { mergeNewest, MOST_ROWS_KEPT, rowsOf } from './activity-pages';
import type { Activity, ActivityPage } from './types';

function row(id: string, count = 1): Activity {
  return { id, at: '2026-11-21T12:00:00Z', kind: 'hub.call', severity: 'info', code: 'x', detail: {}, count };
}

function page(ids: string[], next: string | null = null): ActivityPage {
  return { items: ids.map((id) => row(id)), next };
}

type Loaded = Parameters<typeof mergeNewest>[0];

const loaded = (...pages: ActivityPage[]): Loaded => ({ pages, pageParams: pages.map(() => null) });
const ids = (data: Loaded) => rowsOf(data).map((item) => item.id);

describe('newest activity', () => {
  it('is put on top and keeps what is loaded below', () => {
    const merged = mergeNewest(loaded(page(['c', 'b'], 'b'), page(['a'])), page(['e', 'd', 'c'], 'c'));
    expect(ids(merged)).toEqual(['e', 'd', 'c', 'b', 'a']);
    expect(merged.pages.at(-1)?.next).toBeNull();
    expect(merged.pages[0]?.next).toBe('b');
  });

  it('carries a folded row up with its new count, once', () => {
    const newest: ActivityPage = { items: [row('a', 9), row('c')], next: null };
    const merged = mergeNewest(loaded(page(['c', 'b'], 'b'), page(['a'])), newest);
    expect(ids(merged)).toEqual(['a', 'c', 'b']);
    expect(rowsOf(merged)[0]?.count).toBe(9);
  });

  it('starts anew when it does not reach down to what is loaded, so that no hole stays unseen', () => {
    const merged = mergeNewest(loaded(page(['b', 'a'])), page(['z', 'y'], 'y'));
    expect(ids(merged)).toEqual(['z', 'y']);
    expect(merged.pages[0]?.next).toBe('y');
  });

  it('replaces an empty list together with its cursor', () => {
    expect(mergeNewest(loaded(page([])), page(['a'], 'a')).pages).toEqual([page(['a'], 'a')]);
  });

  it('forgets old rows when too many are held', () => {
    const many = page(Array.from({ length: MOST_ROWS_KEPT + 1 }, (_, index) => `r${index}`));
    expect(ids(mergeNewest(loaded(many), page(['n', 'r0'], 'r0')))).toEqual(['n', 'r0']);
  });
});
