/**
 * The shell around the link's state machine: opens the WebSocket, runs its timers, carries out its effects.
 * It decides nothing itself.
 */
import { connectionOf, idle, parseFrame, step, type Connection, type LinkEvent, type LinkState, type Topic } from './link';

export const POLL_EVERY_MS = 30_000;
/** A socket that opened but never said hello is as good as closed. */
export const HELLO_WITHIN_MS = 10_000;
const JITTER = 0.2;

export interface LiveLinkOptions {
  readonly url: string;
  readonly onRefresh: (topics: readonly Topic[] | 'all') => void;
  readonly open?: (url: string) => WebSocket;
  readonly random?: () => number;
}

export interface LiveLink {
  start(): void;
  stop(): void;
  /** The network came back or the page is looked at again: do not wait for the next retry. */
  wake(): void;
  noteReach(reached: boolean): void;
  connection(): Connection;
  subscribe(listener: () => void): () => void;
}

export function createLiveLink(options: LiveLinkOptions): LiveLink {
  const open = options.open ?? ((url: string) => new WebSocket(url));
  const random = options.random ?? Math.random;
  const listeners = new Set<() => void>();
  let state: LinkState = idle;
  let socket: WebSocket | null = null;
  let retryTimer: ReturnType<typeof setTimeout> | undefined;
  let helloTimer: ReturnType<typeof setTimeout> | undefined;
  let pollTimer: ReturnType<typeof setInterval> | undefined;
  let stopped = false;

  function dispatch(event: LinkEvent): void {
    if (stopped) return;
    const before = connectionOf(state);
    const next = step(state, event);
    state = next.state;
    for (const effect of next.effects) {
      switch (effect.type) {
        case 'connect':
          connect(effect.since);
          break;
        case 'retryAfter':
          clearTimeout(retryTimer);
          retryTimer = setTimeout(() => dispatch({ type: 'retryDue' }), spread(effect.delayMs));
          break;
        case 'refresh':
          options.onRefresh(effect.topics);
          break;
        case 'startPolling':
          clearInterval(pollTimer);
          pollTimer = setInterval(() => options.onRefresh('all'), POLL_EVERY_MS);
          break;
        case 'stopPolling':
          clearInterval(pollTimer);
          break;
      }
    }
    if (connectionOf(state) !== before) listeners.forEach((listener) => listener());
  }

  /** Many browsers must not come back in the same instant after a restart of the server. */
  function spread(delayMs: number): number {
    return delayMs * (1 - JITTER + 2 * JITTER * random());
  }

  function connect(since: number | null): void {
    clearTimeout(retryTimer);
    const opened = open(since === null ? options.url : `${options.url}?since=${since}`);
    socket = opened;
    const lost = () => {
      if (socket !== opened) return;
      socket = null;
      clearTimeout(helloTimer);
      opened.close();
      dispatch({ type: 'closed' });
    };
    opened.onclose = lost;
    opened.onerror = lost;
    opened.onmessage = (message: MessageEvent<unknown>) => {
      if (socket !== opened || typeof message.data !== 'string') return;
      const frame = parseFrame(message.data);
      if (frame === null) return;
      if (frame.topic === 'hello') clearTimeout(helloTimer);
      dispatch({ type: 'frame', frame });
    };
    clearTimeout(helloTimer);
    helloTimer = setTimeout(lost, HELLO_WITHIN_MS);
  }

  return {
    start: () => dispatch({ type: 'start' }),
    stop() {
      stopped = true;
      clearTimeout(retryTimer);
      clearTimeout(helloTimer);
      clearInterval(pollTimer);
      socket?.close();
      socket = null;
    },
    wake: () => dispatch({ type: 'woken' }),
    noteReach: (reached) => dispatch({ type: 'reach', reached }),
    connection: () => connectionOf(state),
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
