/** How the modems are looked at (search, filter, order, page) lives in the URL, so that it survives a reload and can be sent on. */
import { useCallback, useMemo } from 'react';
import { useSearchParams } from 'react-router';
import { SORT_COLUMNS, type Arrangement, type SortColumn } from './arrange';
import { STATUS_GROUPS, type StatusGroup } from './status';

export interface ModemView {
  readonly arrangement: Arrangement;
  readonly page: number;
  search(text: string): void;
  showGroup(group: StatusGroup | null): void;
  /** The same column again turns the order around. */
  sortBy(column: SortColumn): void;
  turnAround(): void;
  goTo(page: number): void;
  clear(): void;
}

export function useModemView(): ModemView {
  const [parameters, setParameters] = useSearchParams();

  const change = useCallback(
    (changes: Readonly<Record<string, string | null>>) => {
      setParameters(
        (old) => {
          const next = new URLSearchParams(old);
          for (const [name, value] of Object.entries({ page: null, ...changes })) {
            if (value === null || value === '') next.delete(name);
            else next.set(name, value);
          }
          return next;
        },
        { replace: true, preventScrollReset: true },
      );
    },
    [setParameters],
  );

  return useMemo(() => {
    const arrangement = readArrangement(parameters);
    const order = (sort: SortColumn, direction: string) => ({
      sort: sort === 'port' ? null : sort,
      dir: direction === 'desc' ? 'desc' : null,
    });
    const opposite = arrangement.direction === 'asc' ? 'desc' : 'asc';
    return {
      arrangement,
      page: Number(parameters.get('page')) || 1,
      search: (text) => change({ q: text }),
      showGroup: (group) => change({ state: group }),
      sortBy: (column) => change(order(column, column === arrangement.sort ? opposite : firstDirection(column))),
      turnAround: () => change(order(arrangement.sort, opposite)),
      goTo: (page) => change({ page: page === 1 ? null : String(page) }),
      clear: () => change({ q: null, state: null }),
    };
  }, [parameters, change]);
}

export function readArrangement(parameters: URLSearchParams): Arrangement {
  return {
    text: parameters.get('q') ?? '',
    group: STATUS_GROUPS.find((group) => group === parameters.get('state')) ?? null,
    sort: SORT_COLUMNS.find((column) => column === parameters.get('sort')) ?? 'port',
    direction: parameters.get('dir') === 'desc' ? 'desc' : 'asc',
  };
}

/** The strongest signal is what one looks for first. */
function firstDirection(column: SortColumn): 'asc' | 'desc' {
  return column === 'signal' ? 'desc' : 'asc';
}
