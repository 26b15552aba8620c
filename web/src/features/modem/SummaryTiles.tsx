/** The four numbers one wants to see from across the room. */
import { useQuery } from '@tanstack/react-query';
import { overviewQuery } from '../../api/queries';
import { useI18n } from '../../i18n/I18n';
import { Icon, type IconName } from '../../ui/Icon';
import type { Tone } from '../../ui/StatusBadge';
import type { StatusGroup } from './status';
import styles from './SummaryTiles.module.css';

interface Props {
  /** Null until the modems are known. */
  readonly counts: Record<StatusGroup, number> | null;
}

export function SummaryTiles({ counts }: Props) {
  const { t } = useI18n();
  const { data: overview } = useQuery(overviewQuery);
  return (
    <section className={styles.tiles} aria-label={t('modems.summary')}>
      <Tile tone="success" icon="check" label={t('modems.tile.ready')} value={counts?.ready} />
      <Tile tone="busy" icon="busy" label={t('modems.tile.busy')} value={counts?.busy} />
      <Tile tone="warning" icon="warning" label={t('modems.tile.problem')} value={counts?.problem} />
      <Tile tone="info" icon="message" label={t('modems.tile.messages')} value={overview?.messagesToday} />
    </section>
  );
}

interface TileProps {
  readonly tone: Tone;
  readonly icon: IconName;
  readonly label: string;
  readonly value: number | undefined;
}

function Tile({ tone, icon, label, value }: TileProps) {
  const { t, format } = useI18n();
  return (
    <div className={styles.tile}>
      <span className={styles.icon} data-tone={tone}>
        <Icon name={icon} size={18} />
      </span>
      <span className={styles.label}>{label}</span>
      <span className={styles.value}>{value === undefined ? t('common.none') : format.integer(value)}</span>
    </div>
  );
}
