/** Times, numbers and money in the chosen language. Pure: `now` is always given. */
import type { Language } from './translate';

const MINUTE_S = 60;
const HOUR_S = 3_600;
const DAY_S = 86_400;
const JUST_NOW_S = 10;

export interface Format {
  integer(value: number): string;
  dbm(value: number): string;
  /** The amount as the ledger wrote it, with its currency; an unknown currency stays a plain word. */
  money(amount: string, currency: string): string;
  dateTime(at: string): string;
  /** Only the time for today, with the date before it else. */
  shortTime(at: string, now: number): string;
  /** Null when it is too fresh to be counted. */
  relative(at: string, now: number): string | null;
  country(code: string): string;
}

export function createFormat(language: Language): Format {
  const integers = new Intl.NumberFormat(language);
  const full = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'medium' });
  const time = new Intl.DateTimeFormat(language, { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' });
  const dayAndTime = new Intl.DateTimeFormat(language, {
    month: 'short',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  });
  const relative = new Intl.RelativeTimeFormat(language, { numeric: 'always', style: 'short' });
  const regions = createRegionNames(language);
  return {
    integer: (value) => integers.format(value),
    dbm: (value) => `${integers.format(value).replace('-', '−')} dBm`,
    money: (amount, currency) => formatMoney(language, amount, currency),
    dateTime: (at) => withDate(at, (date) => full.format(date)),
    shortTime: (at, now) =>
      withDate(at, (date) => (isSameDay(date, new Date(now)) ? time : dayAndTime).format(date)),
    relative: (at, now) => relativeTo(relative, at, now),
    country: (code) => regions(code),
  };
}

function relativeTo(names: Intl.RelativeTimeFormat, at: string, now: number): string | null {
  const seconds = Math.round((now - Date.parse(at)) / 1000);
  if (Number.isNaN(seconds)) return at;
  if (seconds < JUST_NOW_S) return null;
  if (seconds < MINUTE_S) return names.format(-Math.floor(seconds / 10) * 10, 'second');
  if (seconds < HOUR_S) return names.format(-Math.floor(seconds / MINUTE_S), 'minute');
  if (seconds < DAY_S) return names.format(-Math.floor(seconds / HOUR_S), 'hour');
  return names.format(-Math.floor(seconds / DAY_S), 'day');
}

function formatMoney(language: Language, amount: string, currency: string): string {
  const value = Number(amount);
  if (!Number.isFinite(value)) return `${amount} ${currency}`;
  try {
    return new Intl.NumberFormat(language, { style: 'currency', currency, currencyDisplay: 'code' }).format(value);
  } catch {
    return `${amount} ${currency}`;
  }
}

/** `Intl.DisplayNames` is missing in Safari 14.0: there the code itself is shown. */
function createRegionNames(language: Language): (code: string) => string {
  if (typeof Intl.DisplayNames !== 'function') return (code) => code;
  const names = new Intl.DisplayNames([language], { type: 'region' });
  return (code) => {
    try {
      return names.of(code.toUpperCase()) ?? code;
    } catch {
      return code;
    }
  };
}

function withDate(at: string, format: (date: Date) => string): string {
  const date = new Date(at);
  return Number.isNaN(date.getTime()) ? at : format(date);
}

function isSameDay(one: Date, other: Date): boolean {
  return one.toDateString() === other.toDateString();
}
