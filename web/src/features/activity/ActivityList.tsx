/** The rows themselves: newest on top, older ones on demand. */
import { Button } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useMemo, useRef } from 'react';
import { rowsOf } from '../../api/activity-pages';
import { activityQuery } from '../../api/queries';
import type { Activity, ActivityFilter } from '../../api/types';
import { useI18n } from '../../i18n/I18n';
import { EmptyState, ErrorState } from '../../ui/Notice';
import { ListSkeleton } from '../../ui/Skeletons';
import styles from './ActivityList.module.css';
import { ActivityRow } from './ActivityRow';
import { isNarrowed } from './filter';

interface Props {
  readonly filter: ActivityFilter;
  readonly onClear: () => void;
}

export function ActivityList({ filter, onClear }: Props) {
  const { t } = useI18n();
  const query = useInfiniteQuery(activityQuery(filter));
  const rows = useMemo(() => (query.data === undefined ? null : rowsOf(query.data)), [query.data]);
  const isNew = useArrivals(rows);
  if (rows === null) {
    return query.error !== null ? (
      <ErrorState error={query.error} busy={query.isFetching} onRetry={() => void query.refetch()} />
    ) : (
      <ListSkeleton rows={10} height={32} />
    );
  }
  if (rows.length === 0) return <NothingHappened narrowed={isNarrowed(filter)} onClear={onClear} />;
  return (
    <>
      <ol className={styles.rows} aria-label={t('activity.list')}>
        {rows.map((activity) => (
          <ActivityRow key={activity.id} activity={activity} isNew={isNew(activity)} />
        ))}
      </ol>
      <div className={styles.foot}>
        {query.isFetchNextPageError && <p role="alert">{t('activity.moreFailed')}</p>}
        {query.hasNextPage ? (
          <Button variant="default" loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
            {t('activity.more')}
          </Button>
        ) : (
          <p>{t('activity.end')}</p>
        )}
      </div>
    </>
  );
}

/** Whether a row came in since the list was first seen; older ones loaded below are told by their time. */
function useArrivals(rows: readonly Activity[] | null): (activity: Activity) => boolean {
  const newestAtFirst = useRef<number | null>(null);
  if (newestAtFirst.current === null && rows !== null) {
    newestAtFirst.current = Math.max(0, ...rows.slice(0, 1).map((row) => Date.parse(row.at)));
  }
  const since = newestAtFirst.current;
  return (activity) => since !== null && Date.parse(activity.at) > since;
}

function NothingHappened({ narrowed, onClear }: { readonly narrowed: boolean; readonly onClear: () => void }) {
  const { t } = useI18n();
  if (!narrowed) {
    return (
      <EmptyState icon="info" title={t('activity.empty.title')}>
        {t('activity.empty.text')}
      </EmptyState>
    );
  }
  return (
    <EmptyState
      icon="filter"
      title={t('activity.noMatch.title')}
      action={
        <Button variant="default" onClick={onClear}>
          {t('activity.filter.clear')}
        </Button>
      }
    >
      {t('activity.noMatch.text')}
    </EmptyState>
  );
}
