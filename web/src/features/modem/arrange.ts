/** Which modems are shown, in which order, on which page. Pure. */
import type { Modem } from '../../api/types';
import { serviceName } from '../activation/services';
import { shortPort } from './port';
import { groupOf, lookOf, statusOf, type StatusGroup } from './status';

export const SORT_COLUMNS = ['port', 'state', 'signal'] as const;
export type SortColumn = (typeof SORT_COLUMNS)[number];
export type Direction = 'asc' | 'desc';

export interface Arrangement {
  readonly text: string;
  readonly group: StatusGroup | null;
  readonly sort: SortColumn;
  readonly direction: Direction;
}

/** More rows than this at once make old machines stutter. */
export const MODEMS_PER_PAGE = 100;

// Ports count: ttyUSB2 stands before ttyUSB10.
const naturally = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });

export function arrange(modems: readonly Modem[], how: Arrangement): Modem[] {
  const words = how.text.toLowerCase().split(/\s+/).filter(Boolean);
  return modems
    .filter((modem) => how.group === null || groupOf(modem) === how.group)
    .filter((modem) => matches(modem, words))
    .sort(comparison(how.sort, how.direction));
}

export function pageOf<Item>(items: readonly Item[], wanted: number): { page: number; pages: number; shown: Item[] } {
  const pages = Math.max(1, Math.ceil(items.length / MODEMS_PER_PAGE));
  const page = Math.min(Math.max(1, wanted), pages);
  return { page, pages, shown: items.slice((page - 1) * MODEMS_PER_PAGE, page * MODEMS_PER_PAGE) };
}

function comparison(sort: SortColumn, direction: Direction): (one: Modem, other: Modem) => number {
  const sign = direction === 'asc' ? 1 : -1;
  return (one, other) => bySort(sort, sign, one, other) || byPort(one, other);
}

function bySort(sort: SortColumn, sign: 1 | -1, one: Modem, other: Modem): number {
  switch (sort) {
    case 'port':
      return sign * byPort(one, other);
    case 'state':
      return sign * (lookOf(statusOf(one)).rank - lookOf(statusOf(other)).rank);
    case 'signal':
      return bySignal(sign, one.signalDbm ?? null, other.signalDbm ?? null);
  }
}

/** In the order of what the eye reads; the folders only decide between equal names. */
function byPort(one: Modem, other: Modem): number {
  return naturally.compare(shortPort(one.port), shortPort(other.port)) || naturally.compare(one.port, other.port);
}

/** Modems without a reading stand last in either direction. */
function bySignal(sign: 1 | -1, one: number | null, other: number | null): number {
  if (one === null || other === null) return Number(one === null) - Number(other === null);
  return sign * (one - other);
}

function matches(modem: Modem, words: readonly string[]): boolean {
  if (words.length === 0) return true;
  const service = modem.currentService ?? null;
  const haystack = [
    modem.port,
    modem.manufacturer,
    modem.model,
    modem.number,
    modem.iccid,
    modem.operator,
    modem.country,
    modem.currentHub,
    service,
    service === null ? null : serviceName(service),
  ]
    .filter((part) => part != null)
    .join('\n')
    .toLowerCase();
  return words.every((word) => haystack.includes(word));
}
