import { describe, expect, it } from 'vitest';
import { connectionOf, idle, LONGEST_RETRY_MS, parseFrame, retryDelayMs, step, type LinkEffect, type LinkEvent } from './link';

function run(...events: LinkEvent[]) {
  let state = idle;
  let effects: readonly LinkEffect[] = [];
  for (const event of events) ({ state, effects } = step(state, event));
  return { state, effects };
}

const start: LinkEvent = { type: 'start' };
const hello = (seq: number): LinkEvent => ({ type: 'frame', frame: { topic: 'hello', seq } });
const modem = (seq: number): LinkEvent => ({ type: 'frame', frame: { topic: 'modem', seq, ids: ['a'] } });
const resync = (seq: number): LinkEvent => ({ type: 'frame', frame: { topic: 'resync', seq } });
const closed: LinkEvent = { type: 'closed' };
const retryDue: LinkEvent = { type: 'retryDue' };
const unreachable: LinkEvent = { type: 'reach', reached: false };

describe('live link', () => {
  it('fetches everything after the first hello, for what changed before it was announced to nobody', () => {
    expect(run(start, hello(7)).effects).toEqual([{ type: 'refresh', topics: 'all' }]);
  });

  it('refreshes the topic of a frame', () => {
    const { state, effects } = run(start, hello(7), modem(8));
    expect(effects).toEqual([{ type: 'refresh', topics: ['modem'] }]);
    expect(state.seq).toBe(8);
  });

  it('ignores a frame it has already seen', () => {
    expect(run(start, hello(7), modem(8), modem(8)).effects).toEqual([]);
    expect(run(start, hello(7), modem(7)).effects).toEqual([]);
  });

  it('resumes from the last frame seen', () => {
    expect(run(start, hello(7), modem(9), closed, retryDue).effects).toEqual([{ type: 'connect', since: 9 }]);
  });

  it('asks again for missed frames when the connection dies before they came', () => {
    const { effects } = run(start, hello(7), closed, retryDue, hello(20), modem(8), closed, retryDue);
    expect(effects).toEqual([{ type: 'connect', since: 8 }]);
  });

  it('does not fetch everything again on a resume', () => {
    const { effects } = run(start, hello(7), closed, retryDue, hello(7));
    expect(effects).toEqual([{ type: 'stopPolling' }]);
  });

  it('fetches everything when the count runs behind, because the server began anew', () => {
    const { state, effects } = run(start, hello(70), closed, retryDue, hello(3));
    expect(effects).toEqual([{ type: 'stopPolling' }, { type: 'refresh', topics: 'all' }]);
    expect(state.seq).toBe(3);
  });

  it('fetches everything on resync and goes on from its number, even a lower one', () => {
    const { state, effects } = run(start, hello(70), resync(3));
    expect(effects).toEqual([{ type: 'refresh', topics: 'all' }]);
    expect(state.seq).toBe(3);
  });

  it('starts polling when the socket closes, once', () => {
    const first = run(start, closed);
    expect(first.effects).toContainEqual({ type: 'startPolling' });
    expect(run(start, closed, retryDue, closed).effects).not.toContainEqual({ type: 'startPolling' });
  });

  it('does not count one close twice', () => {
    expect(run(start, closed, closed).state.failures).toBe(1);
  });

  it('waits longer after each failure, up to a limit', () => {
    expect([1, 2, 3, 4].map(retryDelayMs)).toEqual([1000, 2000, 4000, 8000]);
    expect(retryDelayMs(50)).toBe(LONGEST_RETRY_MS);
  });

  it('comes back at once when woken', () => {
    expect(run(start, hello(5), closed, { type: 'woken' }).effects).toEqual([{ type: 'connect', since: 5 }]);
    expect(run(start, hello(5), { type: 'woken' }).effects).toEqual([]);
  });

  it.each([
    ['connecting', [start]],
    ['live', [start, hello(1)]],
    ['live', [start, hello(1), unreachable]],
    ['polling', [start, hello(1), closed]],
    ['offline', [start, hello(1), closed, unreachable]],
    ['polling', [start, closed, unreachable, { type: 'reach', reached: true }]],
  ] satisfies [string, LinkEvent[]][])('is %s', (word, events) => {
    expect(connectionOf(run(...events).state)).toBe(word);
  });
});

describe('frames', () => {
  it.each([
    ['{"topic":"modem","ids":["1",2],"seq":4}', { topic: 'modem', ids: ['1'], seq: 4 }],
    ['{"topic":"hello","ids":[],"seq":0}', { topic: 'hello', seq: 0 }],
    ['{"topic":"push","seq":4}', { topic: 'push', ids: [], seq: 4 }],
    ['{"topic":"modem","ids":[]}', null],
    ['{"topic":"weather","ids":[],"seq":4}', null],
    ['{"topic":"modem","seq":1.5}', null],
    ['null', null],
    ['not json', null],
  ])('%s', (text, frame) => {
    expect(parseFrame(text)).toEqual(frame);
  });
});
