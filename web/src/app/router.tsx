/** Every page and the first questions it asks: fetching starts while the page's code is still on its way. */
import type { QueryClient } from '@tanstack/react-query';
import { createBrowserRouter, redirect } from 'react-router';
import { activityQuery, modemsQuery, openActivationsQuery, overviewQuery } from '../api/queries';
import { readFilter } from '../features/activity/filter';
import { ListSkeleton } from '../ui/Skeletons';
import { ErrorPage, NotFound } from './ErrorPage';
import { Shell } from './Shell';

export function createRouter(client: QueryClient) {
  return createBrowserRouter([
    {
      path: '/',
      Component: Shell,
      ErrorBoundary: ErrorPage,
      HydrateFallback: () => null,
      loader: () => {
        void client.prefetchQuery(overviewQuery);
        return null;
      },
      shouldRevalidate: () => false,
      children: [
        { index: true, loader: () => redirect('/modems') },
        {
          path: 'modems',
          HydrateFallback: PageComing,
          ErrorBoundary: ErrorPage,
          lazy: {
            Component: async () => (await import('../features/modem/ModemsPage')).Component,
          },
          loader: () => {
            void client.prefetchQuery(modemsQuery);
            return null;
          },
          shouldRevalidate: () => false,
        },
        {
          path: 'activity',
          HydrateFallback: PageComing,
          ErrorBoundary: ErrorPage,
          lazy: {
            Component: async () => (await import('../features/activity/ActivityPage')).Component,
          },
          loader: ({ request }) => {
            void client.prefetchInfiniteQuery(activityQuery(readFilter(new URL(request.url).searchParams)));
            void client.prefetchQuery(openActivationsQuery);
            return null;
          },
          shouldRevalidate: () => false,
        },
        { path: '*', Component: NotFound },
      ],
    },
  ]);
}

function PageComing() {
  return <ListSkeleton rows={8} height={38} />;
}
