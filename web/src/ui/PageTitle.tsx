/** The page's heading; it takes the focus after a change of page and names the browser's tab. */
import { useEffect, type ReactNode } from 'react';
import { useI18n } from '../i18n/I18n';

interface Props {
  readonly title: string;
  readonly children?: ReactNode;
}

export function PageTitle({ title, children }: Props) {
  const { t } = useI18n();
  useEffect(() => {
    document.title = `${title} · ${t('app.name')}`;
  }, [title, t]);
  return (
    <div style={{ display: 'flex', alignItems: 'baseline', gap: 10, flexWrap: 'wrap' }}>
      <h1 id="page-title" tabIndex={-1} style={{ margin: 0, fontSize: '1.25rem', lineHeight: 1.3, outline: 'none' }}>
        {title}
      </h1>
      <span style={{ color: 'var(--text-dim)' }}>{children}</span>
    </div>
  );
}
