/** Steps through the pages of a list that is whole in memory; absent while one page holds it all. */
import { ActionIcon } from '@mantine/core';
import { useI18n } from '../i18n/I18n';
import { Icon } from './Icon';

interface Props {
  readonly label: string;
  readonly page: number;
  readonly pages: number;
  readonly perPage: number;
  readonly total: number;
  readonly onPage: (page: number) => void;
}

export function Pager({ label, page, pages, perPage, total, onPage }: Props) {
  const { t } = useI18n();
  if (pages <= 1) return null;
  const from = (page - 1) * perPage + 1;
  const to = Math.min(page * perPage, total);
  return (
    <nav aria-label={label} style={{ display: 'flex', alignItems: 'center', justifyContent: 'flex-end', gap: 8 }}>
      <span className="number" aria-live="polite">
        {t('common.range', { from, to, total })}
      </span>
      <ActionIcon
        variant="default"
        size="lg"
        aria-label={t('common.previous')}
        disabled={page === 1}
        onClick={() => onPage(page - 1)}
      >
        <Icon name="left" />
      </ActionIcon>
      <ActionIcon
        variant="default"
        size="lg"
        aria-label={t('common.next')}
        disabled={page === pages}
        onClick={() => onPage(page + 1)}
      >
        <Icon name="right" />
      </ActionIcon>
    </nav>
  );
}
