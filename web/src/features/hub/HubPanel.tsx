/** How each hub is doing: what is open, what still waits to be pushed, what was earned. */
import { useQuery } from '@tanstack/react-query';
import { overviewQuery } from '../../api/queries';
import type { HubOverview } from '../../api/types';
import { useI18n } from '../../i18n/I18n';
import { ErrorState } from '../../ui/Notice';
import { Panel } from '../../ui/Panel';
import { RelativeTime } from '../../ui/RelativeTime';
import { ListSkeleton } from '../../ui/Skeletons';
import styles from './HubPanel.module.css';

export function HubPanel() {
  const { t } = useI18n();
  const { data, error, refetch, isFetching } = useQuery(overviewQuery);
  return (
    <Panel title={t('hubs.title')}>
      {data !== undefined ? (
        <Hubs hubs={data.hubs} />
      ) : error !== null ? (
        <ErrorState error={error} busy={isFetching} onRetry={() => void refetch()} />
      ) : (
        <ListSkeleton rows={2} height={48} />
      )}
    </Panel>
  );
}

function Hubs({ hubs }: { readonly hubs: readonly HubOverview[] }) {
  const { t } = useI18n();
  if (hubs.length === 0) return <p className={styles.empty}>{t('hubs.empty')}</p>;
  return (
    <ul className={styles.hubs}>
      {hubs.map((hub) => (
        <Hub key={hub.id} hub={hub} />
      ))}
    </ul>
  );
}

function Hub({ hub }: { readonly hub: HubOverview }) {
  const { t, format } = useI18n();
  const earned = hub.earnings.map((earning) => format.money(earning.amount, earning.currency)).join(' · ');
  return (
    <li className={styles.hub}>
      <p className={styles.name}>
        {hub.id} {hub.profile !== hub.id && <span className={styles.profile}>{hub.profile}</span>}
      </p>
      <dl className={styles.facts}>
        <dt>{t('hubs.open')}</dt>
        <dd>{format.integer(hub.openActivations)}</dd>
        <dt>{t('hubs.pending')}</dt>
        <dd data-waiting={hub.pushesPending > 0}>{format.integer(hub.pushesPending)}</dd>
        <dt>{t('hubs.earnings')}</dt>
        <dd>{earned || t('common.none')}</dd>
        <dt>{t('hubs.lastCall')}</dt>
        <dd>{hub.lastCallAt == null ? t('common.never') : <RelativeTime at={hub.lastCallAt} />}</dd>
      </dl>
    </li>
  );
}
