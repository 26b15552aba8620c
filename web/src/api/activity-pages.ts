/** How newly arrived activity is laid over the pages already loaded. Pure. */
import type { InfiniteData } from '@tanstack/react-query';
import type { Activity, ActivityPage } from './types';

type ActivityData = InfiniteData<ActivityPage, string | null>;

/** A console left open for a day must not hold the whole day. */
export const MOST_ROWS_KEPT = 1_000;

export function mergeNewest(old: ActivityData, newest: ActivityPage): ActivityData {
  const [first, ...older] = old.pages;
  if (first === undefined || first.items.length === 0 || leavesGap(first, newest) || countRows(old) > MOST_ROWS_KEPT) {
    return { pages: [newest], pageParams: [null] };
  }
  const fresh = new Set(newest.items.map((item) => item.id));
  const kept = first.items.filter((item) => !fresh.has(item.id));
  const merged: ActivityPage = { ...first, items: [...newest.items, ...kept] };
  return { pages: [merged, ...older], pageParams: old.pageParams };
}

/** All loaded rows, each once: a folded row that moved up must not also stand where it was. */
export function rowsOf(data: Pick<ActivityData, 'pages'>): Activity[] {
  const seen = new Set<string>();
  return data.pages.flatMap((page) =>
    page.items.filter((item) => !seen.has(item.id) && seen.add(item.id)),
  );
}

/** True when so much happened that the newest page does not reach down to what is loaded. */
function leavesGap(first: ActivityPage, newest: ActivityPage): boolean {
  if (newest.next == null) return false;
  const known = new Set(first.items.map((item) => item.id));
  return !newest.items.some((item) => known.has(item.id));
}

function countRows(data: ActivityData): number {
  return data.pages.reduce((sum, page) => sum + page.items.length, 0);
}
