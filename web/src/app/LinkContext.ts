import { createContext, use } from 'react';
import type { Connection } from '../api/live/link';
import type { LiveLink } from '../api/live/socket';
import { useConnection } from './live';

const LinkContext = createContext<LiveLink | null>(null);

export const LinkProvider = LinkContext.Provider;

export function useLinkState(): Connection {
  const link = use(LinkContext);
  if (link === null) throw new Error('useLinkState is used outside of LinkProvider');
  return useConnection(link);
}
