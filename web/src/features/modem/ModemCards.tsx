/** The modems as cards, for narrow screens. */
import { memo } from 'react';
import type { Modem } from '../../api/types';
import { useI18n } from '../../i18n/I18n';
import { Masked } from '../../ui/Masked';
import { useJustChanged } from '../../ui/useJustChanged';
import { ModemBadge } from './ModemBadge';
import styles from './ModemCards.module.css';
import { ModemReason } from './ModemReason';
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

export function ModemCards({ modems }: { readonly modems: readonly Modem[] }) {
  const { t } = useI18n();
  return (
    <ul className={styles.cards} aria-label={t('modems.table')}>
      {modems.map((modem) => (
        <Card key={modem.id} modem={modem} />
      ))}
    </ul>
  );
}

const Card = memo(function Card({ modem }: { modem: Modem }) {
  const { t } = useI18n();
  const changed = useJustChanged(changeSignature(modem));
  const model = modelOf(modem);
  return (
    <li className={styles.card} data-changed={changed} data-modem-id={modem.id} data-state={modem.state}>
      <div className={styles.head}>
        <div className={styles.name}>
          <PortLink modem={modem} />
          {model !== null && <div className={styles.dim}>{model}</div>}
        </div>
        <ModemBadge modem={modem} />
      </div>
      <ModemReason modem={modem} />
      <dl className={styles.facts}>
        <div>
          <dt>{t('modems.column.number')}</dt>
          <dd>
            <NumberText modem={modem} />
            <div className={styles.dim}>
              <Origin modem={modem} />
            </div>
          </dd>
        </div>
        <div>
          <dt>{t('modems.column.iccid')}</dt>
          <dd>{modem.iccid == null ? t('common.none') : <Masked value={modem.iccid} />}</dd>
        </div>
        <div>
          <dt>{t('modems.column.service')}</dt>
          <dd>
            <Service modem={modem} />
            <div className={styles.dim}>
              <HubText modem={modem} />
            </div>
          </dd>
        </div>
        <div>
          <dt>{t('modems.column.lastSms')}</dt>
          <dd>
            <LastSms modem={modem} />
            {modem.messagesReceived > 0 && (
              <div className={styles.dim}>{t('modems.messages', { count: modem.messagesReceived })}</div>
            )}
          </dd>
        </div>
        <div>
          <dt>{t('modems.column.signal')}</dt>
          <dd>
            <Signal modem={modem} />
            <div className={styles.dim}>
              <RegistrationText modem={modem} />
            </div>
          </dd>
        </div>
      </dl>
    </li>
  );
});
