/** What happened, newest first and live; beside it the open activations and how each hub is doing. */
import { useMemo } from 'react';
import { useSearchParams } from 'react-router';
import type { ActivityFilter } from '../../api/types';
import { useI18n } from '../../i18n/I18n';
import { PageTitle } from '../../ui/PageTitle';
import { OpenActivations } from '../activation/OpenActivations';
import { HubPanel } from '../hub/HubPanel';
import { ActivityFilters } from './ActivityFilters';
import { ActivityList } from './ActivityList';
import styles from './ActivityPage.module.css';
import { EVERYTHING, readFilter, writeFilter } from './filter';

export function Component() {
  const { t } = useI18n();
  const [parameters, setParameters] = useSearchParams();
  const filter = useMemo(() => readFilter(parameters), [parameters]);
  const change = (next: ActivityFilter) =>
    setParameters(writeFilter(next), { replace: true, preventScrollReset: true });
  return (
    <div className={styles.page}>
      <PageTitle title={t('activity.title')} />
      <div className={styles.columns}>
        <aside className={styles.side}>
          <OpenActivations />
          <HubPanel />
        </aside>
        <div className={styles.main}>
          <ActivityFilters filter={filter} onFilter={change} />
          <div className={styles.panel}>
            <ActivityList key={writeFilter(filter).toString()} filter={filter} onClear={() => change(EVERYTHING)} />
          </div>
        </div>
      </div>
    </div>
  );
}
