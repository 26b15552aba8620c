/**
 * What is known about the live connection, as a pure state machine: events in, new state and effects out.
 * No socket, no timer, no clock in here; `socket.ts` is the thin shell that has them.
 *
 * Promises: the page resumes from the last sequence number it has seen; whatever might have been missed is
 * fetched again; while no socket is open the page polls.
 */

/** First words of the facts the server announces. */
export const TOPICS = ['modem', 'line', 'number', 'message', 'activation', 'push', 'activity'] as const;
export type Topic = (typeof TOPICS)[number];
export type Frame =
  | { readonly topic: Topic; readonly ids: readonly string[]; readonly seq: number }
  | { readonly topic: 'hello' | 'resync'; readonly seq: number };

/** `live`: events arrive. `polling`: only regular fetching. `offline`: the server does not answer. */
export type Connection = 'connecting' | 'live' | 'polling' | 'offline';

export interface LinkState {
  readonly socket: 'idle' | 'connecting' | 'open' | 'waiting';
  /** The last event seen; null before the first hello. */
  readonly seq: number | null;
  /** Failed attempts since the socket was last open. */
  readonly failures: number;
  readonly reached: boolean | null;
  readonly polling: boolean;
}

export type LinkEvent =
  | { readonly type: 'start' }
  | { readonly type: 'frame'; readonly frame: Frame }
  | { readonly type: 'closed' }
  | { readonly type: 'retryDue' }
  | { readonly type: 'woken' }
  | { readonly type: 'reach'; readonly reached: boolean };

export type LinkEffect =
  | { readonly type: 'connect'; readonly since: number | null }
  | { readonly type: 'retryAfter'; readonly delayMs: number }
  | { readonly type: 'refresh'; readonly topics: readonly Topic[] | 'all' }
  | { readonly type: 'startPolling' }
  | { readonly type: 'stopPolling' };

export interface Step {
  readonly state: LinkState;
  readonly effects: readonly LinkEffect[];
}

export const FIRST_RETRY_MS = 1_000;
export const LONGEST_RETRY_MS = 30_000;

export const idle: LinkState = { socket: 'idle', seq: null, failures: 0, reached: null, polling: false };

export function step(state: LinkState, event: LinkEvent): Step {
  switch (event.type) {
    case 'start':
      return state.socket === 'idle' ? connect(state) : unchanged(state);
    case 'frame':
      return onFrame(state, event.frame);
    case 'closed':
      return onClosed(state);
    case 'retryDue':
      return state.socket === 'waiting' ? connect(state) : unchanged(state);
    case 'woken':
      return state.socket === 'waiting' ? connect({ ...state, failures: 0 }) : unchanged(state);
    case 'reach':
      return unchanged({ ...state, reached: event.reached });
  }
}

export function connectionOf(state: LinkState): Connection {
  if (state.socket === 'open') return 'live';
  if (state.reached === false) return 'offline';
  return state.polling ? 'polling' : 'connecting';
}

export function retryDelayMs(failures: number): number {
  return Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** Math.max(0, failures - 1));
}

/** Reads one WebSocket text; anything that is not a frame of ours is null. */
export function parseFrame(text: string): Frame | null {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  if (typeof value !== 'object' || value === null) return null;
  const { topic, seq, ids } = value as Record<string, unknown>;
  if (typeof seq !== 'number' || !Number.isSafeInteger(seq)) return null;
  if (topic === 'hello' || topic === 'resync') return { topic, seq };
  if (!isTopic(topic)) return null;
  return { topic, seq, ids: Array.isArray(ids) ? ids.filter((id) => typeof id === 'string') : [] };
}

function isTopic(value: unknown): value is Topic {
  return TOPICS.some((topic) => topic === value);
}

function connect(state: LinkState): Step {
  return { state: { ...state, socket: 'connecting' }, effects: [{ type: 'connect', since: state.seq }] };
}

function onFrame(state: LinkState, frame: Frame): Step {
  if (frame.topic === 'hello') return onHello(state, frame.seq);
  if (frame.topic === 'resync') {
    return { state: { ...state, seq: frame.seq }, effects: [{ type: 'refresh', topics: 'all' }] };
  }
  if (state.seq !== null && frame.seq <= state.seq) return unchanged(state);
  return { state: { ...state, seq: frame.seq }, effects: [{ type: 'refresh', topics: [frame.topic] }] };
}

/**
 * On the first hello everything is fetched again, because what changed between the page's first fetch and the
 * hello was announced to nobody; likewise when the count runs behind ours: the server was started anew.
 * On a resume our own `seq` stays: the missed frames follow and carry it forward one by one, so a connection
 * that dies among them asks for the rest the next time.
 */
function onHello(state: LinkState, seq: number): Step {
  const resumes = state.seq !== null && seq >= state.seq;
  const open: LinkState = {
    ...state,
    socket: 'open',
    failures: 0,
    reached: true,
    polling: false,
    seq: resumes ? state.seq : seq,
  };
  const effects: LinkEffect[] = state.polling ? [{ type: 'stopPolling' }] : [];
  if (!resumes) effects.push({ type: 'refresh', topics: 'all' });
  return { state: open, effects };
}

function onClosed(state: LinkState): Step {
  if (state.socket === 'waiting' || state.socket === 'idle') return unchanged(state);
  const failures = state.failures + 1;
  const effects: LinkEffect[] = [{ type: 'retryAfter', delayMs: retryDelayMs(failures) }];
  // The first fetch at once: it tells whether the server is gone or only the socket.
  if (!state.polling) effects.push({ type: 'startPolling' }, { type: 'refresh', topics: 'all' });
  return { state: { ...state, socket: 'waiting', failures, polling: true }, effects };
}

function unchanged(state: LinkState): Step {
  return { state, effects: [] };
}
