/**
 * An activity in words: its headline from the stable code, its facts from the details, and what to do about it.
 * Message texts are never among them. Codes and words this console does not know are shown as they came.
 */
import type { Activity } from '../../api/types';
import type { Translate } from '../../i18n/translate';
import { keyFor } from '../../i18n/translate';

export interface Fact {
  readonly label: string;
  readonly value: string;
}

export interface Explanation {
  /** Why it is so; null where the headline says it. */
  readonly why: string | null;
  readonly next: string | null;
}

type Detail = Activity['detail'];

/** Should a server ever send one of these, the console still does not show it. `message` names a message by its id. */
const NEVER_SHOWN = new Set(['text', 'body', 'message', 'content', 'sms', 'sms_text', 'pin', 'puk', 'key', 'apiKey']);

/** Told in words of their own, not as facts. */
const TOLD_ELSEWHERE = new Set(['characters', 'total', 'reason', 'advice']);

/** Details that a headline already says. */
const IN_THE_HEADLINE: Readonly<Record<string, readonly string[]>> = {
  'modem.state_changed': ['from', 'to', 'modem_id'],
  'modem.recovery': ['step'],
  'get_services.success': ['action'],
  'get_number.success': ['action'],
  'get_number.no_numbers': ['action'],
  'finish.1': ['action', 'status'],
  'finish.3': ['action', 'status'],
  'finish.4': ['action', 'status'],
  'finish.5': ['action', 'status'],
  'finish.other': ['action'],
};

/** What is so ordinary that it is not worth a word. */
const ORDINARY: Readonly<Record<string, string>> = { attempt: '1', operator: 'any', repeated: 'false' };

/** The state an activation ends in when nothing is strange about it. */
const USUAL_STATE: Readonly<Record<string, string>> = {
  'finish.1': 'cancelled',
  'finish.3': 'completed',
  'finish.4': 'cancelled',
  'finish.5': 'refunded',
};

export function headline(t: Translate, activity: Pick<Activity, 'kind' | 'code' | 'detail'>): string {
  const { code, detail } = activity;
  if (code === 'modem.state_changed') {
    return t('headline.modem.state_changed', { from: stateWord(t, detail['from']), to: stateWord(t, detail['to']) });
  }
  if (code === 'modem.recovery') return t('headline.modem.recovery', { step: stepWord(t, detail['step']) });
  const known = keyFor('code', code);
  return known === null ? t('headline.other', { kind: t(`kind.${activity.kind}`), code }) : t(known);
}

export function factsOf(t: Translate, activity: Pick<Activity, 'code' | 'detail'>): readonly Fact[] {
  return Object.entries(activity.detail)
    .filter(([name, value]) => isWorthAFact(activity, name, value))
    .map(([name, value]) => ({ label: labelOf(t, name), value: valueOf(t, name, value, activity.detail) }));
}

/** Why, and what to do next; null where there is nothing to add. */
export function explanationOf(t: Translate, activity: Pick<Activity, 'code' | 'detail'>): Explanation | null {
  const { reason, advice } = activity.detail;
  if (reason !== undefined) {
    const why = keyFor('reason', reason);
    const next = keyFor('reason', `${reason}.next`);
    return { why: why === null ? reason : t(why), next: next === null ? (advice ?? null) : t(next) };
  }
  const next = keyFor('next', activity.code);
  if (next !== null) return { why: null, next: t(next) };
  return advice === undefined ? null : { why: null, next: advice };
}

/** "text hidden, 21 characters" for what carried a message, else null. */
export function hiddenText(t: Translate, activity: Pick<Activity, 'code' | 'detail'>): string | null {
  const characters = Number(activity.detail['characters']);
  if (Number.isSafeInteger(characters)) return t('activity.textHidden', { count: characters });
  const carriesText = activity.code === 'message.received' || activity.code === 'message.incomplete';
  return carriesText ? t('activity.textHiddenPlain') : null;
}

function isWorthAFact({ code, detail }: Pick<Activity, 'code' | 'detail'>, name: string, value: string): boolean {
  if (NEVER_SHOWN.has(name) || TOLD_ELSEWHERE.has(name) || ORDINARY[name] === value) return false;
  if (IN_THE_HEADLINE[code]?.includes(name) === true) return false;
  if (name === 'state') return USUAL_STATE[code] !== value;
  if (name === 'parts') return !(value === '1' && (detail['total'] ?? '1') === '1');
  return true;
}

function labelOf(t: Translate, name: string): string {
  const key = keyFor('detail', name);
  return key === null ? name : t(key);
}

/** Stable words of the server inside a fact are put into the reader's language where we know them. */
function valueOf(t: Translate, name: string, value: string, detail: Detail): string {
  if (name === 'state') {
    const key = keyFor('activation.state', value);
    return key === null ? value : t(key);
  }
  if (name === 'repeated' && value === 'true') return t('activity.yes');
  if (name === 'parts' && detail['total'] !== undefined) {
    return t('activity.partsOf', { parts: value, total: detail['total'] });
  }
  return value;
}

/** The log writes `sim_locked` where the modem list writes `simLocked`. */
function stateWord(t: Translate, state: string | undefined): string {
  if (state === undefined) return t('common.none');
  if (state === 'ready') return t('modem.state.ready');
  const key = keyFor('modem.status', state.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase()));
  return key === null ? state : t(key);
}

function stepWord(t: Translate, step: string | undefined): string {
  const key = keyFor('step', step ?? '');
  return key === null ? (step ?? t('common.none')) : t(key);
}
