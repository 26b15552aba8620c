import type { Modem } from '../../api/types';
import { useI18n } from '../../i18n/I18n';
import { StatusBadge } from '../../ui/StatusBadge';
import { lookOf, statusOf } from './status';

export function ModemBadge({ modem }: { modem: Modem }) {
  const { t } = useI18n();
  const status = statusOf(modem);
  const look = lookOf(status);
  return (
    <StatusBadge tone={look.tone} icon={look.icon}>
      {t(`modem.status.${status}`)}
    </StatusBadge>
  );
}
