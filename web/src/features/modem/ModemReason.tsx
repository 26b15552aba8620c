/** Why a modem is not simply ready, in words, and what the operator can do about it. */
import type { Modem } from '../../api/types';
import { useI18n } from '../../i18n/I18n';
import type { Translate } from '../../i18n/translate';
import { keyFor } from '../../i18n/translate';
import { Icon } from '../../ui/Icon';
import styles from './ModemReason.module.css';
import { lookOf, statusOf } from './status';

export function ModemReason({ modem }: { modem: Modem }) {
  const { t } = useI18n();
  if (modem.reason == null) return null;
  const { title, next } = explain(t, modem.reason);
  return (
    <p className={styles.reason} data-tone={lookOf(statusOf(modem)).tone}>
      <Icon name="info" />
      <span>
        <strong>{title}</strong> {next}
      </span>
    </p>
  );
}

/** A page that was loaded before an upgrade of the server shows a reason it does not know by its code. */
function explain(t: Translate, reason: string): { title: string; next: string } {
  const title = keyFor('reason', reason);
  const next = keyFor('reason', `${reason}.next`);
  return {
    title: title === null ? reason : t(title),
    next: next === null ? t('modem.reason.unknown') : t(next),
  };
}
