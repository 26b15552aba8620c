/** Every question the pages ask the server, and which live topic makes which answer stale. */
import {
  infiniteQueryOptions,
  QueryClient,
  queryOptions,
  type InfiniteData,
  type QueryKey,
} from '@tanstack/react-query';
import { mergeNewest } from './activity-pages';
import { fetchActivity, fetchModems, fetchOpenActivations, fetchOverview } from './client';
import type { Topic } from './live/link';
import { ApiProblem } from './problem';
import type { ActivityFilter, ActivityPage } from './types';

export type Subject = 'modems' | 'overview' | 'activations' | 'activity';

export const SUBJECTS: readonly Subject[] = ['modems', 'overview', 'activations', 'activity'];

const TOUCHED: Record<Topic, readonly Subject[]> = {
  modem: ['modems', 'overview'],
  line: ['modems', 'overview'],
  number: ['modems', 'overview'],
  message: ['modems', 'overview', 'activations'],
  activation: ['activations', 'modems', 'overview'],
  push: ['overview'],
  // The last call of a hub is known from the log alone.
  activity: ['activity', 'overview'],
};

export function subjectsOf(topics: readonly Topic[] | 'all'): readonly Subject[] {
  if (topics === 'all') return SUBJECTS;
  return [...new Set(topics.flatMap((topic) => TOUCHED[topic]))];
}

export const modemsQuery = queryOptions({
  queryKey: ['modems'],
  queryFn: ({ signal }) => fetchModems(signal),
});

export const overviewQuery = queryOptions({
  queryKey: ['overview'],
  queryFn: ({ signal }) => fetchOverview(signal),
});

export const openActivationsQuery = queryOptions({
  queryKey: ['activations', 'open'],
  queryFn: ({ signal }) => fetchOpenActivations(signal),
});

export function activityQuery(filter: ActivityFilter) {
  return infiniteQueryOptions({
    queryKey: ['activity', filter] as const,
    queryFn: ({ pageParam, signal }) => fetchActivity(filter, pageParam, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next ?? null,
  });
}

export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        // The live link says when something is stale; time alone does not make it so.
        staleTime: 30_000,
        gcTime: 5 * 60_000,
        refetchOnWindowFocus: false,
        refetchOnReconnect: false,
        networkMode: 'always',
        retry: (failures, error) => failures < 2 && isWorthRepeating(error),
        retryDelay: (failures) => 500 * 2 ** failures,
      },
    },
  });
}

/** Fetches a subject again where a page shows it, and marks it stale where none does. */
export function refresh(client: QueryClient, subject: Subject): Promise<unknown> {
  return subject === 'activity'
    ? refreshNewestActivity(client)
    : client.invalidateQueries({ queryKey: [subject] });
}

type ActivityData = InfiniteData<ActivityPage, string | null>;

/**
 * An infinite query refetched the usual way asks for every loaded page again. Here only the newest page is
 * asked for and laid over what is there.
 */
async function refreshNewestActivity(client: QueryClient): Promise<void> {
  const queries = client.getQueryCache().findAll({ queryKey: ['activity'] });
  await Promise.all(
    queries.map(async (query) => {
      const key: QueryKey = query.queryKey;
      if (!query.isActive() || client.getQueryData<ActivityData>(key) === undefined) {
        await client.invalidateQueries({ queryKey: key, exact: true });
        return;
      }
      const filter = key[1] as ActivityFilter;
      const newest = await fetchActivity(filter, null);
      client.setQueryData<ActivityData>(key, (old) => old && mergeNewest(old, newest));
    }),
  );
}

function isWorthRepeating(error: unknown): boolean {
  return error instanceof ApiProblem && (error.isUnreachable || error.status >= 500);
}
