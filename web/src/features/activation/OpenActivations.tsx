/** The activations a hub has open right now: who waits for what on which number. */
import { useQuery } from '@tanstack/react-query';
import { openActivationsQuery } from '../../api/queries';
import type { Activation, ActivationState } from '../../api/types';
import { useI18n } from '../../i18n/I18n';
import type { IconName } from '../../ui/Icon';
import { ErrorState } from '../../ui/Notice';
import { Panel } from '../../ui/Panel';
import { RelativeTime } from '../../ui/RelativeTime';
import { ListSkeleton } from '../../ui/Skeletons';
import { StatusBadge, type Tone } from '../../ui/StatusBadge';
import styles from './OpenActivations.module.css';
import { ServiceName } from './ServiceName';

const LOOKS: Record<ActivationState, { tone: Tone; icon: IconName }> = {
  waiting: { tone: 'info', icon: 'busy' },
  ready: { tone: 'success', icon: 'message' },
  completed: { tone: 'success', icon: 'check' },
  cancelled: { tone: 'neutral', icon: 'cross' },
  refunded: { tone: 'warning', icon: 'left' },
  error: { tone: 'error', icon: 'warning' },
};

export function OpenActivations() {
  const { t } = useI18n();
  const { data, error, refetch, isFetching } = useQuery(openActivationsQuery);
  const note = data === undefined ? null : t('activations.count', { count: data.items.length });
  return (
    <Panel title={t('activations.title')} note={note}>
      {data !== undefined ? (
        <Activations items={data.items} hasMore={data.next != null} />
      ) : error !== null ? (
        <ErrorState error={error} busy={isFetching} onRetry={() => void refetch()} />
      ) : (
        <ListSkeleton rows={3} height={36} />
      )}
    </Panel>
  );
}

function Activations({ items, hasMore }: { readonly items: readonly Activation[]; readonly hasMore: boolean }) {
  const { t } = useI18n();
  if (items.length === 0) return <p className={styles.empty}>{t('activations.empty')}</p>;
  return (
    // A box that scrolls must be reachable by keyboard.
    <div className={styles.scroll} tabIndex={0} role="region" aria-label={t('activations.title')}>
      <ul className={styles.list}>
        {items.map((activation) => (
          <Row key={activation.id} activation={activation} />
        ))}
      </ul>
      {hasMore && <p className={styles.empty}>{t('activations.more', { count: items.length })}</p>}
    </div>
  );
}

function Row({ activation }: { readonly activation: Activation }) {
  const { t, format } = useI18n();
  const look = LOOKS[activation.state];
  return (
    <li className={styles.row} title={t('activations.wireId', { id: activation.wireId })}>
      <div className={styles.line}>
        <span className="number">{activation.number}</span>
        <StatusBadge tone={look.tone} icon={look.icon}>
          {t(`activation.state.${activation.state}`)}
        </StatusBadge>
      </div>
      <div className={styles.dim}>
        <ServiceName code={activation.service} />
        <span>{activation.hub}</span>
        <span>{format.money(activation.sum, activation.currency)}</span>
        {activation.messages > 0 && <span>{t('activations.messages', { count: activation.messages })}</span>}
        <RelativeTime at={activation.openedAt} />
      </div>
    </li>
  );
}
