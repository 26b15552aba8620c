import { describe, expect, it } from 'vitest';
import { en } from '../../i18n/en';
import { createTranslate } from '../../i18n/translate';
import { zhCN } from '../../i18n/zh-CN';
import { explanationOf, factsOf, headline, hiddenText } from './describe';
import { EVERYTHING, isNarrowed, readFilter, writeFilter } from './filter';

const t = createTranslate('en', en);
const zh = createTranslate('zh-CN', zhCN);
const facts = (code: string, detail: Record<string, string>) => factsOf(t, { code, detail });

/** As the server logs them. */
const degraded = {
  kind: 'modem.state',
  code: 'modem.state_changed',
  detail: {
    advice: 'check antenna and coverage, and that the SIM is active',
    from: 'ready',
    modem_id: '01a1fc57-7a85-758d-a705-aac6a03e0215',
    reason: 'network.not_registered',
    to: 'degraded',
  },
} as const;
const received = {
  code: 'message.received',
  detail: { characters: '27', message: '01a1fc57-da41-7d61-b4d7-5d6f05dcd0aa', parts: '1', total: '1' },
};

describe('activity in words', () => {
  it('knows the codes it knows and shows the others by kind and code', () => {
    expect(headline(t, { kind: 'hub.push', code: 'push.accepted', detail: {} })).toBe('SMS accepted by the hub');
    expect(headline(t, { kind: 'system', code: 'brand.new', detail: {} })).toBe('System: brand.new');
    expect(headline(t, { kind: 'system', code: 'constructor', detail: {} })).toBe('System: constructor');
  });

  it('says how a modem changed, in the words of the modem list', () => {
    expect(headline(t, degraded)).toBe('Modem: Ready → Degraded');
    expect(headline(zh, { ...degraded, detail: { from: 'sim_locked', to: 'starting' } })).toBe('模块：SIM 已锁 → 启动中');
    expect(headline(t, { ...degraded, detail: { from: 'asleep' } })).toBe('Modem: asleep → —');
    expect(factsOf(t, degraded)).toEqual([]);
  });

  it('says which step of recovery was taken', () => {
    expect(headline(t, { kind: 'modem.error', code: 'modem.recovery', detail: { step: 'restart' } })).toBe(
      'Recovering the modem: modem restarted',
    );
  });

  it('explains a reason in the language of the reader, and an unknown one in the words of the server', () => {
    expect(explanationOf(zh, degraded)?.why).toBe(zhCN['reason.network.not_registered']);
    expect(explanationOf(zh, degraded)?.next).toBe(zhCN['reason.network.not_registered.next']);
    expect(explanationOf(zh, { code: 'x', detail: { reason: 'gremlins', advice: 'feed them' } })).toEqual({
      why: 'gremlins',
      next: 'feed them',
    });
    expect(explanationOf(t, received)).toBeNull();
    expect(explanationOf(t, { code: 'message.undecodable', detail: { advice: 'x' } })?.next).toMatch(/raw PDU is kept/);
  });

  it('never shows a message text, whatever the server sends', () => {
    expect(facts('x', { text: 'your code is 1234', body: '1234', pin: '0000', operator: 'KPN' })).toEqual([
      { label: 'operator', value: 'KPN' },
    ]);
  });

  it('says how long the hidden text is', () => {
    expect(hiddenText(t, received)).toBe('text hidden, 27 characters');
    expect(hiddenText(t, { code: 'message.incomplete', detail: { characters: '1' } })).toBe('text hidden, 1 character');
    expect(hiddenText(t, { code: 'message.received', detail: {} })).toBe('text hidden');
    expect(hiddenText(t, { code: 'get_services.success', detail: {} })).toBeNull();
  });

  it('counts parts only where there are several', () => {
    expect(factsOf(t, received)).toEqual([]);
    expect(facts('message.incomplete', { parts: '1', total: '3' })).toEqual([{ label: 'parts', value: '1 of 3' }]);
  });

  it('leaves out what the headline says and what is ordinary', () => {
    const finish = { action: 'FINISH_ACTIVATION', activation: '5', repeated: 'false', state: 'completed', status: '3' };
    expect(facts('finish.3', finish)).toEqual([{ label: 'activation', value: '5' }]);
    expect(facts('push.accepted', { attempt: '1', sms_id: '4' })).toEqual([{ label: 'SMS id', value: '4' }]);
    expect(facts('push.refused', { attempt: '2', outcome: 'http 200 ERROR' })).toEqual([
      { label: 'attempt', value: '2' },
      { label: 'answer', value: 'http 200 ERROR' },
    ]);
  });

  it('tells a repeated call and an end that contradicts its status', () => {
    const finish = { activation: '5', repeated: 'true', state: 'completed', status: '4' };
    expect(facts('finish.4', finish)).toEqual([
      { label: 'activation', value: '5' },
      { label: 'repeated call', value: 'yes' },
      { label: 'state', value: 'Completed' },
    ]);
  });

  it('shows everything about a code it does not know', () => {
    expect(facts('brand.new', { action: 'X', from: 'a', status: '3' })).toEqual([
      { label: 'call', value: 'X' },
      { label: 'from', value: 'a' },
      { label: 'status', value: '3' },
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
