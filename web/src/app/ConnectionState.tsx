/** Whether what is on the screen is live, as picture and word; changes are read aloud. */
import { useI18n } from '../i18n/I18n';
import styles from './ConnectionState.module.css';
import { useLinkState } from './LinkContext';

export function ConnectionState() {
  const { t } = useI18n();
  const connection = useLinkState();
  return (
    <span
      className={styles.state}
      data-connection={connection}
      role="status"
      aria-live="polite"
      title={t(`connection.${connection}.hint`)}
    >
      <span className={styles.dot} aria-hidden="true" />
      {t(`connection.${connection}`)}
    </span>
  );
}
