import { describe, expect, it } from 'vitest';
import { en } from '../../i18n/en';
import { createFormat } from '../../i18n/format';
import { createTranslate } from '../../i18n/translate';
import { factsOf, headline, hiddenText } from './describe';
import { EVERYTHING, isNarrowed, readFilter, writeFilter } from './filter';

const t = createTranslate('en', en);
const format = createFormat('en');
const facts = (detail: Record<string, string>) => factsOf(t, format, { detail });

describe('activity in words', () => {
  it('knows the codes it knows and shows the others by kind and code', () => {
    expect(headline(t, { kind: 'hub.push', code: 'push.accepted' })).toBe('SMS accepted by the hub');
    expect(headline(t, { kind: 'system', code: 'brand.new' })).toBe('System: brand.new');
    expect(headline(t, { kind: 'system', code: 'other' })).toBe('System: other');
  });

  it('never shows a message text, whatever the server sends', () => {
    expect(facts({ text: 'your code is 1234', body: '1234', pin: '0000', operator: 'KPN' })).toEqual([
      { label: 'operator', value: 'KPN' },
    ]);
  });

  it('says how long the hidden text is', () => {
    expect(hiddenText(t, { kind: 'message.received', detail: { length: '21' } })).toBe('text hidden, 21 characters');
    expect(hiddenText(t, { kind: 'message.received', detail: {} })).toBe('text hidden');
    expect(hiddenText(t, { kind: 'hub.call', detail: {} })).toBeNull();
  });

  it('joins sum and currency, drops the first of one, translates reasons', () => {
    expect(facts({ sum: '10.00', currency: 'USD', attempt: '1', parts: '2', reason: 'sim_failure' })).toEqual([
      { label: 'sum', value: 'USD\u00a010.00' },
      { label: 'parts', value: '2' },
      { label: 'reason', value: 'The SIM cannot be read' },
    ]);
  });
});

describe('activity filter', () => {
  it('survives the way through the URL', () => {
    const filter = { kinds: ['hub.push', 'message.received'], modem: '/dev/ttyUSB0', hub: 'smshub', text: 'a&b' } as const;
    expect(readFilter(new URLSearchParams(writeFilter(filter).toString()))).toEqual(filter);
    expect(isNarrowed(filter)).toBe(true);
  });

  it('drops kinds that do not exist', () => {
    expect(readFilter(new URLSearchParams('kind=weather'))).toEqual(EVERYTHING);
    expect(isNarrowed(EVERYTHING)).toBe(false);
  });
});
