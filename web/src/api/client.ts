/**
 * The one door to the HTTP API: typed by the generated schema, gives the answer's body or throws an
 * `ApiProblem`. It reports to the live link whether the server can be reached, and to the clock what time it is there.
 */
import createClient from 'openapi-fetch';
import { noteServerTime } from './clock';
import { problemFromAnswer, problemFromNetwork } from './problem';
import type { paths } from './schema';
import type { ActivationPage, ActivityFilter, ActivityPage, ModemList, Overview } from './types';

export const ACTIVITY_PAGE_SIZE = 50;
const ACTIVATIONS_SHOWN = 50;
const REQUEST_TIMEOUT_MS = 15_000;

const http = createClient<paths>({
  baseUrl: typeof window === 'undefined' ? 'http://localhost' : window.location.origin,
  headers: { Accept: 'application/json' },
  fetch: (request) => globalThis.fetch(request),
});

http.use({
  onRequest({ request }) {
    request.headers.set('Accept-Language', document.documentElement.lang);
    return request;
  },
});

type ReachListener = (reached: boolean) => void;
const reachListeners = new Set<ReachListener>();

/** Tells after every call whether the server answered at all. */
export function onReach(listener: ReachListener): () => void {
  reachListeners.add(listener);
  return () => reachListeners.delete(listener);
}

export async function fetchModems(signal?: AbortSignal): Promise<ModemList> {
  const list = await answer(signal, (bounded) => http.GET('/api/modems', { signal: bounded }));
  noteServerTime(list.serverTime);
  return list;
}

export async function fetchOverview(signal?: AbortSignal): Promise<Overview> {
  const overview = await answer(signal, (bounded) => http.GET('/api/overview', { signal: bounded }));
  noteServerTime(overview.serverTime);
  return overview;
}

export function fetchActivity(
  filter: ActivityFilter,
  before: string | null,
  signal?: AbortSignal,
): Promise<ActivityPage> {
  const query = {
    limit: ACTIVITY_PAGE_SIZE,
    ...(filter.kinds.length > 0 && { kind: [...filter.kinds] }),
    ...(filter.modem !== null && { modem: filter.modem }),
    ...(filter.hub !== null && { hub: filter.hub }),
    ...(filter.text !== '' && { q: filter.text }),
    ...(before !== null && { before }),
  };
  return answer(signal, (bounded) => http.GET('/api/activity', { params: { query }, signal: bounded }));
}

export function fetchOpenActivations(signal?: AbortSignal): Promise<ActivationPage> {
  const query = { state: 'open', limit: ACTIVATIONS_SHOWN } as const;
  return answer(signal, (bounded) => http.GET('/api/activations', { params: { query }, signal: bounded }));
}

interface Outcome<Body> {
  data?: Body;
  error?: unknown;
  response: Response;
}

async function answer<Body>(
  signal: AbortSignal | undefined,
  send: (signal: AbortSignal) => Promise<Outcome<Body>>,
): Promise<Body> {
  const { bounded, release } = withDeadline(signal);
  const outcome = await send(bounded)
    .catch((cause: unknown) => {
      // A call the page itself gave up says nothing about the server.
      if (signal?.aborted === true) throw cause;
      reportReach(false);
      throw problemFromNetwork(cause);
    })
    .finally(release);
  const reached = !isGatewayStatus(outcome.response.status);
  reportReach(reached);
  if (outcome.data === undefined) throw problemFromAnswer(outcome.response.status, outcome.error);
  return outcome.data;
}

/** A proxy answers these when simyard behind it is away. */
function isGatewayStatus(status: number): boolean {
  return status === 502 || status === 503 || status === 504;
}

function reportReach(reached: boolean): void {
  for (const listener of reachListeners) listener(reached);
}

/** `AbortSignal.any` and `.timeout` are younger than the oldest browser we serve. */
function withDeadline(outer: AbortSignal | undefined): { bounded: AbortSignal; release: () => void } {
  const controller = new AbortController();
  const abort = () => controller.abort();
  const timer = setTimeout(abort, REQUEST_TIMEOUT_MS);
  outer?.addEventListener('abort', abort);
  if (outer?.aborted === true) abort();
  const release = () => {
    clearTimeout(timer);
    outer?.removeEventListener('abort', abort);
  };
  return { bounded: controller.signal, release };
}
