/** Kinds as chips, hub, free text, and the port one came from; all of it lives in the URL. */
import { Button, Chip, NativeSelect } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { overviewQuery } from '../../api/queries';
import type { ActivityFilter } from '../../api/types';
import { useI18n } from '../../i18n/I18n';
import { Icon } from '../../ui/Icon';
import { SearchBox } from '../../ui/SearchBox';
import { shortPort } from '../modem/port';
import styles from './ActivityFilters.module.css';
import { ACTIVITY_KINDS, EVERYTHING, isNarrowed } from './filter';

interface Props {
  readonly filter: ActivityFilter;
  readonly onFilter: (filter: ActivityFilter) => void;
}

export function ActivityFilters({ filter, onFilter }: Props) {
  const { t } = useI18n();
  return (
    <section className={styles.filters} aria-label={t('activity.filters')}>
      <div className={styles.fields}>
        <div className={styles.search}>
          <SearchBox
            label={t('activity.filter.text')}
            placeholder={t('activity.filter.text.placeholder')}
            value={filter.text}
            onSearch={(text) => onFilter({ ...filter, text })}
          />
        </div>
        <HubSelect hub={filter.hub} onHub={(hub) => onFilter({ ...filter, hub })} />
        {filter.modem !== null && <OnlyPort port={filter.modem} onRemove={() => onFilter({ ...filter, modem: null })} />}
        {isNarrowed(filter) && (
          <Button variant="subtle" size="compact-sm" onClick={() => onFilter(EVERYTHING)}>
            {t('activity.filter.clear')}
          </Button>
        )}
      </div>
      <div className={styles.chips} role="group" aria-label={t('activity.filter.kinds')}>
        <Chip.Group
          multiple
          value={[...filter.kinds]}
          onChange={(chosen) =>
            onFilter({ ...filter, kinds: ACTIVITY_KINDS.filter((kind) => chosen.includes(kind)) })
          }
        >
          {ACTIVITY_KINDS.map((kind) => (
            <Chip key={kind} value={kind} variant="outline" size="sm">
              {t(`kind.${kind}`)}
            </Chip>
          ))}
        </Chip.Group>
      </div>
    </section>
  );
}

function HubSelect({ hub, onHub }: { readonly hub: string | null; readonly onHub: (hub: string | null) => void }) {
  const { t } = useI18n();
  const { data } = useQuery(overviewQuery);
  const known = data?.hubs.map((one) => one.id) ?? [];
  // A hub named in the URL stays choosable even if it is no longer configured.
  const hubs = hub === null || known.includes(hub) ? known : [...known, hub];
  return (
    <NativeSelect
      aria-label={t('activity.filter.hub')}
      rightSection={<Icon name="chevron" />}
      value={hub ?? ''}
      onChange={(event) => onHub(event.currentTarget.value || null)}
      data={[{ value: '', label: t('activity.filter.hub.all') }, ...hubs.map((id) => ({ value: id, label: id }))]}
    />
  );
}

function OnlyPort({ port, onRemove }: { readonly port: string; readonly onRemove: () => void }) {
  const { t } = useI18n();
  return (
    <Button
      variant="light"
      size="compact-sm"
      onClick={onRemove}
      title={port}
      aria-label={t('activity.filter.modem.remove', { port })}
      rightSection={<Icon name="cross" size={13} />}
    >
      {t('activity.filter.modem', { port: shortPort(port) })}
    </Button>
  );
}
