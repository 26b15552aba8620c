/** Search box, one chip per group of states with its count, and the order where there are no headings to click. */
import { ActionIcon, Chip, NativeSelect } from '@mantine/core';
import { useI18n } from '../../i18n/I18n';
import { Icon } from '../../ui/Icon';
import { SearchBox } from '../../ui/SearchBox';
import { SORT_COLUMNS } from './arrange';
import styles from './ModemFilters.module.css';
import { STATUS_GROUPS, type StatusGroup } from './status';
import type { ModemView } from './useModemView';

const ALL = 'all';

interface Props {
  readonly view: ModemView;
  readonly counts: Record<StatusGroup, number> | null;
  readonly total: number | null;
}

export function ModemFilters({ view, counts, total }: Props) {
  const { t, format } = useI18n();
  const choose = (value: string) => view.showGroup(STATUS_GROUPS.find((group) => group === value) ?? null);
  const label = (word: string, count: number | null | undefined) =>
    count == null ? word : `${word} ${format.integer(count)}`;
  return (
    <div className={styles.bar}>
      <div className={styles.search}>
        <SearchBox
          label={t('modems.search')}
          placeholder={t('modems.search.placeholder')}
          value={view.arrangement.text}
          onSearch={view.search}
        />
      </div>
      <div className={styles.chips} role="radiogroup" aria-label={t('modems.filter')}>
        <Chip.Group multiple={false} value={view.arrangement.group ?? ALL} onChange={choose}>
          <Chip value={ALL} variant="outline" size="sm">{label(t('modems.filter.all'), total)}</Chip>
          {STATUS_GROUPS.map((group) => (
            <Chip key={group} value={group} variant="outline" size="sm">
              {label(t(`modems.filter.${group}`), counts?.[group])}
            </Chip>
          ))}
        </Chip.Group>
      </div>
      <Order view={view} />
    </div>
  );
}

/** Only on narrow screens: there the cards have no headings. */
function Order({ view }: { readonly view: ModemView }) {
  const { t } = useI18n();
  const { sort, direction } = view.arrangement;
  const word = t(direction === 'asc' ? 'modems.sort.ascending' : 'modems.sort.descending');
  return (
    <div className={styles.order}>
      <NativeSelect
        aria-label={t('modems.sort')}
        rightSection={<Icon name="chevron" />}
        value={sort}
        onChange={(event) => {
          const column = SORT_COLUMNS.find((name) => name === event.currentTarget.value);
          if (column !== undefined && column !== sort) view.sortBy(column);
        }}
        data={SORT_COLUMNS.map((column) => ({
          value: column,
          label: t('modems.sort.by', { column: t(`modems.sort.${column}`) }),
        }))}
      />
      <ActionIcon
        variant="default"
        size="lg"
        aria-label={`${t('modems.sort')}: ${word}`}
        onClick={view.turnAround}
      >
        <Icon name={direction === 'asc' ? 'up' : 'down'} />
      </ActionIcon>
    </div>
  );
}
