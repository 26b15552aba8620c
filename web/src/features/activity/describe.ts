/** An activity in words: its headline from the stable code, its facts from the details. Message texts are never among them. */
import type { Activity } from '../../api/types';
import type { Format } from '../../i18n/format';
import type { Translate } from '../../i18n/translate';
import { keyFor } from '../../i18n/translate';

export interface Fact {
  readonly label: string;
  readonly value: string;
}

/** Should a server ever send one of these, the console still does not show it. */
const NEVER_SHOWN = new Set(['text', 'body', 'message', 'content', 'sms', 'sms_text', 'pin', 'puk', 'key', 'apiKey']);
/** Told in a sentence of its own, not as a fact. */
const TOLD_ELSEWHERE = new Set(['length']);

export function headline(t: Translate, activity: Pick<Activity, 'kind' | 'code'>): string {
  const known = keyFor('code', activity.code);
  if (known !== null && known !== 'code.other') return t(known);
  return t('code.other', { kind: t(`kind.${activity.kind}`), code: activity.code });
}

/** The first of one is not worth a word. */
const TRIVIAL_AT_ONE = new Set(['parts', 'attempt']);

export function factsOf(t: Translate, format: Format, activity: Pick<Activity, 'detail'>): readonly Fact[] {
  const { sum, currency, ...others } = activity.detail;
  const facts = Object.entries(others)
    .filter(([name, value]) => !isHidden(name) && !(TRIVIAL_AT_ONE.has(name) && value === '1'))
    .map(([name, value]) => ({ label: labelOf(t, name), value: valueOf(t, name, value) }));
  if (sum === undefined) return facts;
  return [{ label: t('detail.sum'), value: currency === undefined ? sum : format.money(sum, currency) }, ...facts];
}

function isHidden(name: string): boolean {
  return NEVER_SHOWN.has(name) || TOLD_ELSEWHERE.has(name);
}

function labelOf(t: Translate, name: string): string {
  const key = keyFor('detail', name);
  return key === null ? name : t(key);
}

/** Stable words of the server inside a fact are put into the reader's language where we know them. */
function valueOf(t: Translate, name: string, value: string): string {
  if (name === 'reason') {
    const key = keyFor('reason', value);
    return key === null ? value : t(key);
  }
  if (name === 'from' || name === 'to') {
    const key = keyFor('modem.status', value === 'ready' ? 'active' : value);
    return key === null ? value : t(key);
  }
  return value;
}

/** "text hidden, 21 characters" for what carried a message, else null. */
export function hiddenText(t: Translate, activity: Pick<Activity, 'kind' | 'detail'>): string | null {
  const length = activity.detail['length'];
  if (length === undefined) return activity.kind === 'message.received' ? t('activity.textHiddenPlain') : null;
  return t('activity.textHidden', { length });
}
