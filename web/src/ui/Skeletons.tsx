/** Grey lines in the shape of a list that is on its way. */
import { Skeleton } from '@mantine/core';
import { useI18n } from '../i18n/I18n';

interface Props {
  readonly rows: number;
  readonly height: number;
}

export function ListSkeleton({ rows, height }: Props) {
  const { t } = useI18n();
  return (
    <div role="status" style={{ display: 'grid', gap: 10, padding: 16 }}>
      <span className="unseen">{t('app.loading')}</span>
      {Array.from({ length: rows }, (_, row) => (
        <Skeleton key={row} height={height} radius="sm" />
      ))}
    </div>
  );
}
