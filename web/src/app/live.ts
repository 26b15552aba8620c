/** Ties the live link to the cache: what the server announces is fetched again where a page shows it. */
import type { QueryClient } from '@tanstack/react-query';
import { useSyncExternalStore } from 'react';
import { onReach } from '../api/client';
import { createCoalescer } from '../api/live/coalesce';
import type { Connection } from '../api/live/link';
import { createLiveLink, type LiveLink } from '../api/live/socket';
import { refresh, subjectsOf, type Subject } from '../api/queries';

/** At most two fetches a second for one subject. */
const REFRESH_INTERVAL_MS = 500;

export function startLive(client: QueryClient): LiveLink {
  const coalescer = createCoalescer<Subject>((subject) => refresh(client, subject), REFRESH_INTERVAL_MS);
  const link = createLiveLink({
    url: socketUrl(window.location),
    onRefresh: (topics) => subjectsOf(topics).forEach((subject) => coalescer.request(subject)),
  });
  onReach((reached) => link.noteReach(reached));
  window.addEventListener('online', () => link.wake());
  document.addEventListener('visibilitychange', () => {
    coalescer.setPaused(document.hidden);
    if (!document.hidden) link.wake();
  });
  link.start();
  return link;
}

export function useConnection(link: LiveLink): Connection {
  return useSyncExternalStore(link.subscribe, link.connection);
}

function socketUrl(location: Location): string {
  const scheme = location.protocol === 'https:' ? 'wss:' : 'ws:';
  return `${scheme}//${location.host}/ws`;
}
