import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createLiveLink, HELLO_WITHIN_MS, POLL_EVERY_MS } from './socket';

class FakeSocket {
  onclose: (() => void) | null = null;
  onerror: (() => void) | null = null;
  onmessage: ((message: { data: unknown }) => void) | null = null;
  closed = false;
  constructor(readonly url: string) {}
  close() {
    this.closed = true;
  }
  say(frame: object) {
    this.onmessage?.({ data: JSON.stringify(frame) });
  }
}

function setUp() {
  const sockets: FakeSocket[] = [];
  const onRefresh = vi.fn();
  const link = createLiveLink({
    url: 'ws://here/ws',
    onRefresh,
    open: (url) => {
      const socket = new FakeSocket(url);
      sockets.push(socket);
      return socket as unknown as WebSocket;
    },
    random: () => 0.5,
  });
  const newest = () => {
    const socket = sockets.at(-1);
    if (socket === undefined) throw new Error('no socket was opened');
    return socket;
  };
  return { link, sockets, newest, onRefresh };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('live link shell', () => {
  it('polls every 30 seconds while no socket is open, and stops when one is', () => {
    const { link, newest, onRefresh } = setUp();
    link.start();
    newest().say({ topic: 'hello', ids: [], seq: 5 });
    onRefresh.mockClear();
    newest().onclose?.();
    expect(link.connection()).toBe('polling');
    expect(onRefresh.mock.calls).toEqual([['all']]);
    // The retries in between stay without an answer.
    vi.advanceTimersByTime(POLL_EVERY_MS);
    expect(onRefresh).toHaveBeenCalledTimes(2);
    vi.advanceTimersByTime(POLL_EVERY_MS);
    expect(onRefresh).toHaveBeenCalledTimes(3);
    vi.advanceTimersByTime(1_000);
    link.wake();
    newest().say({ topic: 'hello', ids: [], seq: 5 });
    expect(link.connection()).toBe('live');
    onRefresh.mockClear();
    vi.advanceTimersByTime(5 * POLL_EVERY_MS);
    expect(onRefresh).not.toHaveBeenCalled();
  });

  it('reconnects with the last sequence number', () => {
    const { link, sockets, newest } = setUp();
    link.start();
    newest().say({ topic: 'hello', ids: [], seq: 5 });
    newest().say({ topic: 'modem', ids: ['m'], seq: 6 });
    newest().onclose?.();
    vi.advanceTimersByTime(1_000);
    expect(sockets.map((socket) => socket.url)).toEqual(['ws://here/ws', 'ws://here/ws?since=6']);
  });

  it('gives up a socket that never says hello', () => {
    const { link, sockets } = setUp();
    link.start();
    vi.advanceTimersByTime(HELLO_WITHIN_MS);
    expect(sockets[0]?.closed).toBe(true);
    expect(link.connection()).toBe('polling');
  });

  it('hears nothing from a socket it has given up', () => {
    const { link, sockets, onRefresh } = setUp();
    link.start();
    sockets[0]?.onclose?.();
    onRefresh.mockClear();
    sockets[0]?.say({ topic: 'hello', ids: [], seq: 5 });
    expect(link.connection()).toBe('polling');
    expect(onRefresh).not.toHaveBeenCalled();
  });

  it('tells its listeners when the connection changes, and only then', () => {
    const { link, newest } = setUp();
    const listener = vi.fn();
    link.subscribe(listener);
    link.start();
    newest().say({ topic: 'hello', ids: [], seq: 5 });
    newest().say({ topic: 'modem', ids: [], seq: 6 });
    expect(listener).toHaveBeenCalledTimes(1);
  });

  it('is silent after stop', () => {
    const { link, sockets, newest } = setUp();
    link.start();
    newest().onclose?.();
    link.stop();
    vi.advanceTimersByTime(10 * POLL_EVERY_MS);
    expect(sockets).toHaveLength(1);
  });
});
