/** The single facts of a modem, written once for the table and the cards. */
import { Link } from 'react-router';
import type { Modem } from '../../api/types';
import { useI18n } from '../../i18n/I18n';
import { RelativeTime } from '../../ui/RelativeTime';
import { SignalBars } from '../../ui/SignalBars';
import { ServiceName } from '../activation/ServiceName';
import styles from './parts.module.css';
import { shortPort } from './port';

export function PortLink({ modem }: { modem: Modem }) {
  const { t } = useI18n();
  return (
    <Link
      to={`/activity?modem=${encodeURIComponent(modem.port)}`}
      className={styles.port}
      title={t('modems.activity', { port: modem.port })}
    >
      {shortPort(modem.port)}
    </Link>
  );
}

export function modelOf(modem: Modem): string | null {
  const words = [modem.manufacturer, modem.model].filter((word) => word != null);
  return words.length === 0 ? null : words.join(' ');
}

export function NumberText({ modem }: { modem: Modem }) {
  const { t } = useI18n();
  if (modem.number == null) return <span className={styles.dim}>{t('modems.noNumber')}</span>;
  return <span className="number">{modem.number}</span>;
}

export function Origin({ modem }: { modem: Modem }) {
  const { format } = useI18n();
  const words = [modem.operator, modem.country == null ? null : format.country(modem.country)];
  return <>{words.filter((word) => word != null).join(' · ')}</>;
}

export function Signal({ modem }: { modem: Modem }) {
  return <SignalBars bars={modem.signalBars} dbm={modem.signalDbm ?? null} />;
}

export function RegistrationText({ modem }: { modem: Modem }) {
  const { t } = useI18n();
  if (modem.state === 'absent' || modem.registration == null) return null;
  return <>{t(`registration.${modem.registration}`)}</>;
}

export function Service({ modem }: { modem: Modem }) {
  const { t } = useI18n();
  if (modem.currentService == null) return <span className={styles.dim}>{t('modems.idle')}</span>;
  return <ServiceName code={modem.currentService} />;
}

export function HubText({ modem }: { modem: Modem }) {
  const { t } = useI18n();
  const open = modem.activationsOpen > 1 ? t('modems.open', { count: modem.activationsOpen }) : null;
  return <>{[modem.currentHub, open].filter((word) => word != null).join(' · ')}</>;
}

export function LastSms({ modem }: { modem: Modem }) {
  const { t } = useI18n();
  if (modem.lastSmsAt == null) return <span className={styles.dim}>{t('common.never')}</span>;
  return <RelativeTime at={modem.lastSmsAt} />;
}

/** What a person would call a change; the signal moves all the time and is none. */
export function changeSignature(modem: Modem): string {
  return JSON.stringify([
    modem.state,
    modem.reason,
    modem.busy,
    modem.number,
    modem.currentService,
    modem.activationsOpen,
    modem.messagesReceived,
  ]);
}
