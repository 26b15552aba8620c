import { describe, expect, expectTypeOf, it } from 'vitest';
import { en } from './en';
import { createFormat } from './format';
import { createTranslate, keyFor, placeholdersIn } from './translate';
import type { ApiPrefix, WordOfTheApi } from './words';
import { zhCN, type Catalogue, type MessageKey } from './zh-CN';

const catalogues: Record<string, Catalogue> = { 'zh-CN': zhCN, en };
const keys = Object.keys(zhCN) as MessageKey[];

describe('catalogues', () => {
  it('have the same keys', () => {
    expect(Object.keys(en).sort()).toEqual([...keys].sort());
  });

  it.each(keys)('%s has the same placeholders in both languages', (key) => {
    const english: Catalogue = en;
    expect(placeholdersIn(english[key])).toEqual(placeholdersIn(zhCN[key]));
  });

  it.each(Object.keys(catalogues))('%s has no empty sentence', (language) => {
    const empty = keys.filter((key) => {
      const message = catalogues[language]?.[key];
      return message === '' || (typeof message === 'object' && (message.one === '' || message.other === ''));
    });
    expect(empty).toEqual([]);
  });

  // That none is missing is the compiler's business, see words.ts.
  it('have no text for a word that the API does not have any more', () => {
    type Stale = Exclude<Extract<MessageKey, `${ApiPrefix}.${string}`>, WordOfTheApi>;
    expectTypeOf<Stale>().toBeNever();
  });

  it('leave no Chinese in the English one but the name of the language', () => {
    const chinese = keys.filter((key) => /[\u4e00-\u9fff]/.test(JSON.stringify(en[key])));
    expect(chinese.sort()).toEqual(['lang.other', 'lang.switch']);
  });
});

describe('translate', () => {
  it('tells one from many in English', () => {
    const t = createTranslate('en', en);
    expect(t('modems.count', { count: 1 })).toBe('1 modem');
    expect(t('modems.count', { count: 1234 })).toBe('1,234 modems');
  });

  it('has one form in Chinese', () => {
    expect(createTranslate('zh-CN', zhCN)('modems.count', { count: 1 })).toBe('1 个模块');
  });

  it('does not read words of the server as keys of every object', () => {
    expect(keyFor('code', 'constructor')).toBeNull();
    expect(keyFor('code', 'push.accepted')).toBe('code.push.accepted');
  });
});

describe('format', () => {
  const now = Date.parse('2026-11-21T12:00:00Z');
  const secondsAgo = (seconds: number) => new Date(now - seconds * 1000).toISOString();

  it.each([
    [3, null],
    [-30, null],
    [25, '20 sec. ago'],
    [61, '1 min. ago'],
    [7199, '1 hr. ago'],
    [200_000, '2 days ago'],
  ])('%d seconds ago reads %s', (seconds, words) => {
    expect(createFormat('en').relative(secondsAgo(seconds), now)).toBe(words);
  });

  it('keeps money exact in its currency and survives a word that is none', () => {
    expect(createFormat('en').money('10.00', 'RUB')).toBe('RUB\u00a010.00');
    expect(createFormat('en').money('10.00', 'credits')).toBe('10.00 credits');
  });
});
