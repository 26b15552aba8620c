/** What stands in a list's place when there is nothing to list, or it could not be fetched. */
import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import { ApiProblem } from '../api/problem';
import { useI18n } from '../i18n/I18n';
import { Icon, type IconName } from './Icon';
import styles from './Notice.module.css';

interface EmptyProps {
  readonly icon: IconName;
  readonly title: string;
  readonly children: ReactNode;
  readonly action?: ReactNode;
}

export function EmptyState({ icon, title, children, action }: EmptyProps) {
  return (
    <div className={styles.notice}>
      <span className={styles.icon}>
        <Icon name={icon} size={28} />
      </span>
      <p className={styles.title}>{title}</p>
      <p className={styles.text}>{children}</p>
      {action}
    </div>
  );
}

interface ErrorProps {
  readonly error: Error;
  readonly onRetry: () => void;
  readonly busy?: boolean;
}

export function ErrorState({ error, onRetry, busy = false }: ErrorProps) {
  const { t } = useI18n();
  const problem = error instanceof ApiProblem ? error : null;
  const text = problem?.isUnreachable === true
    ? t('error.network')
    : t('error.server', { message: error.message });
  return (
    <div className={styles.notice} role="alert">
      <span className={styles.icon} data-tone="error">
        <Icon name="warning" size={28} />
      </span>
      <p className={styles.title}>{t('error.title')}</p>
      <p className={styles.text}>{text}</p>
      {problem?.next != null && <p className={styles.text}>{problem.next}</p>}
      {problem !== null && !problem.isUnreachable && (
        <p className={styles.code}>{t('error.code', { code: problem.code })}</p>
      )}
      <Button onClick={onRetry} loading={busy}>
        {t('common.retry')}
      </Button>
    </div>
  );
}
