/** Every modem with its state, live: tiles, search and filters, then a table or, on narrow screens, cards. */
import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { modemsQuery } from '../../api/queries';
import type { Modem } from '../../api/types';
import { useI18n } from '../../i18n/I18n';
import { EmptyState, ErrorState } from '../../ui/Notice';
import { PageTitle } from '../../ui/PageTitle';
import { Pager } from '../../ui/Pager';
import { ListSkeleton } from '../../ui/Skeletons';
import { useMediaQuery } from '../../ui/useMediaQuery';
import { arrange, MODEMS_PER_PAGE, pageOf } from './arrange';
import { ModemCards } from './ModemCards';
import { ModemFilters } from './ModemFilters';
import styles from './ModemsPage.module.css';
import { ModemTable } from './ModemTable';
import { countGroups } from './status';
import { SummaryTiles } from './SummaryTiles';
import { useModemView, type ModemView } from './useModemView';

export function Component() {
  const { t } = useI18n();
  const { data, error, refetch, isFetching } = useQuery(modemsQuery);
  const view = useModemView();
  const modems = data?.items;
  const counts = useMemo(() => (modems === undefined ? null : countGroups(modems)), [modems]);
  return (
    <div className={styles.page}>
      <PageTitle title={t('modems.title')}>
        {modems !== undefined && t('modems.count', { count: modems.length })}
      </PageTitle>
      <SummaryTiles counts={counts} />
      <ModemFilters view={view} counts={counts} total={modems?.length ?? null} />
      {modems !== undefined ? (
        <ModemList modems={modems} view={view} />
      ) : (
        <div className={styles.panel}>
          {error !== null ? (
            <ErrorState error={error} busy={isFetching} onRetry={() => void refetch()} />
          ) : (
            <ListSkeleton rows={8} height={38} />
          )}
        </div>
      )}
    </div>
  );
}

function ModemList({ modems, view }: { readonly modems: readonly Modem[]; readonly view: ModemView }) {
  const { t } = useI18n();
  const asTable = useMediaQuery('(min-width: 768px)');
  const arranged = useMemo(() => arrange(modems, view.arrangement), [modems, view.arrangement]);
  const { page, pages, shown } = pageOf(arranged, view.page);
  if (arranged.length === 0) return <NothingToList anyModem={modems.length > 0} onClear={view.clear} />;
  const { sort, direction } = view.arrangement;
  return (
    <>
      {asTable ? (
        <div className={styles.panel}>
          <ModemTable modems={shown} sort={sort} direction={direction} onSort={view.sortBy} />
        </div>
      ) : (
        <ModemCards modems={shown} />
      )}
      <Pager
        label={t('modems.pages')}
        page={page}
        pages={pages}
        perPage={MODEMS_PER_PAGE}
        total={arranged.length}
        onPage={view.goTo}
      />
    </>
  );
}

function NothingToList({ anyModem, onClear }: { readonly anyModem: boolean; readonly onClear: () => void }) {
  const { t } = useI18n();
  return (
    <div className={styles.panel}>
      {anyModem ? (
        <EmptyState
          icon="filter"
          title={t('modems.noMatch.title')}
          action={<Button variant="default" onClick={onClear}>{t('activity.filter.clear')}</Button>}
        >
          {t('modems.noMatch.text')}
        </EmptyState>
      ) : (
        <EmptyState icon="unplugged" title={t('modems.empty.title')}>
          {t('modems.empty.text')}
        </EmptyState>
      )}
    </div>
  );
}
