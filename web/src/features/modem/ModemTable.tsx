/** The modems as a table, for screens of 768 px and more; sortable by its headings. */
import { Table, UnstyledButton } from '@mantine/core';
import { memo } from 'react';
import type { Modem } from '../../api/types';
import { useI18n } from '../../i18n/I18n';
import { Icon } from '../../ui/Icon';
import { Masked } from '../../ui/Masked';
import { RelativeTime } from '../../ui/RelativeTime';
import { useJustChanged } from '../../ui/useJustChanged';
import type { Direction, SortColumn } from './arrange';
import { ModemBadge } from './ModemBadge';
import { ModemReason } from './ModemReason';
import styles from './ModemTable.module.css';
import {
  changeSignature,
  HubText,
  LastSms,
  modelOf,
  NumberText,
  Origin,
  PortLink,
  RegistrationText,
  Service,
  Signal,
} from './parts';

const COLUMNS = 8;

interface Props {
  readonly modems: readonly Modem[];
  readonly sort: SortColumn;
  readonly direction: Direction;
  readonly onSort: (column: SortColumn) => void;
}

export function ModemTable({ modems, sort, direction, onSort }: Props) {
  const { t } = useI18n();
  const heading = (column: SortColumn) => (
    <SortHeading column={column} active={column === sort} direction={direction} onSort={onSort} />
  );
  return (
    <Table className={styles.table} verticalSpacing={0} horizontalSpacing={0} aria-label={t('modems.table')}>
      <Table.Thead>
        <Table.Tr>
          {heading('state')}
          {heading('port')}
          <th scope="col" className={styles.wide}>{t('modems.column.model')}</th>
          <th scope="col">{t('modems.column.number')}</th>
          <th scope="col" className={styles.wide}>{t('modems.column.iccid')}</th>
          {heading('signal')}
          <th scope="col">{t('modems.column.service')}</th>
          <th scope="col">{t('modems.column.lastSms')}</th>
        </Table.Tr>
      </Table.Thead>
      {modems.map((modem) => (
        <Row key={modem.id} modem={modem} />
      ))}
    </Table>
  );
}

interface HeadingProps {
  readonly column: SortColumn;
  readonly active: boolean;
  readonly direction: Direction;
  readonly onSort: (column: SortColumn) => void;
}

function SortHeading({ column, active, direction, onSort }: HeadingProps) {
  const { t } = useI18n();
  const order = direction === 'asc' ? 'ascending' : 'descending';
  const word = t(`modems.sort.${column}`);
  return (
    <th scope="col" aria-sort={active ? order : 'none'}>
      <UnstyledButton
        className={styles.sort}
        data-active={active}
        onClick={() => onSort(column)}
        title={t('modems.sort.by', { column: word })}
      >
        {word}
        <Icon name={active ? (direction === 'asc' ? 'up' : 'down') : 'sort'} size={13} />
      </UnstyledButton>
    </th>
  );
}

/** Each modem is a row group of its own: the reason, where there is one, is its second row. */
const Row = memo(function Row({ modem }: { modem: Modem }) {
  const { t } = useI18n();
  const changed = useJustChanged(changeSignature(modem));
  const model = modelOf(modem);
  return (
    <tbody className={styles.modem} data-changed={changed} data-modem-id={modem.id} data-state={modem.state}>
      <tr>
        <td>
          <ModemBadge modem={modem} />
          <Second>{modem.state !== 'ready' && <RelativeTime at={modem.since} />}</Second>
        </td>
        <td className={styles.port}>
          <PortLink modem={modem} />
          <div className={styles.narrow}>
            <Second>{model}</Second>
          </div>
        </td>
        <td className={styles.wide}>
          {modem.model ?? t('common.none')}
          <Second>{modem.manufacturer}</Second>
        </td>
        <td>
          <NumberText modem={modem} />
          <Second>
            <Origin modem={modem} />
          </Second>
          <div className={styles.narrow}>
            <Second>{modem.iccid != null && <Masked value={modem.iccid} />}</Second>
          </div>
        </td>
        <td className={styles.wide}>
          {modem.iccid == null ? t('common.none') : <Masked value={modem.iccid} />}
        </td>
        <td>
          <Signal modem={modem} />
          <Second>
            <RegistrationText modem={modem} />
          </Second>
        </td>
        <td>
          <Service modem={modem} />
          <Second>
            <HubText modem={modem} />
          </Second>
        </td>
        <td className={styles.time}>
          <LastSms modem={modem} />
          <Second>{modem.messagesReceived > 0 && t('modems.messages', { count: modem.messagesReceived })}</Second>
        </td>
      </tr>
      {modem.reason != null && (
        <tr className={styles.reason}>
          <td colSpan={COLUMNS}>
            <ModemReason modem={modem} />
          </td>
        </tr>
      )}
    </tbody>
  );
});

function Second({ children }: { readonly children: React.ReactNode }) {
  return <div className={styles.second}>{children}</div>;
}
