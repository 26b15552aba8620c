/** One thing that happened: when, how bad, what, and to whom. */
import { memo, useEffect, useState } from 'react';
import { Link } from 'react-router';
import type { Activity, Severity } from '../../api/types';
import { serverNow } from '../../api/clock';
import { useI18n } from '../../i18n/I18n';
import { Icon, type IconName } from '../../ui/Icon';
import { Masked } from '../../ui/Masked';
import { useRelative } from '../../ui/RelativeTime';
import { ServiceName } from '../activation/ServiceName';
import { shortPort } from '../modem/port';
import styles from './ActivityRow.module.css';
import { explanationOf, factsOf, headline, hiddenText } from './describe';

const ICONS: Record<Severity, IconName> = { info: 'info', success: 'check', warning: 'warning', error: 'cross' };

const FRESH_FOR_MS = 5_000;

interface Props {
  readonly activity: Activity;
  readonly isNew: boolean;
}

export const ActivityRow = memo(function ActivityRow({ activity, isNew }: Props) {
  const { t } = useI18n();
  const fresh = useFreshFor(isNew);
  const hidden = hiddenText(t, activity);
  const facts = factsOf(t, activity);
  const explanation = explanationOf(t, activity);
  return (
    <li
      className={styles.row}
      data-new={fresh}
      data-activity-id={activity.id}
      data-code={activity.code}
      data-kind={activity.kind}
    >
      <span className={styles.icon} data-tone={activity.severity}>
        <Icon name={ICONS[activity.severity]} size={15} />
        <span className="unseen">{t(`severity.${activity.severity}`)}</span>
      </span>
      <div className={styles.what}>
        <p className={styles.headline}>
          {(activity.severity === 'warning' || activity.severity === 'error') && (
            <span className={styles.word} data-tone={activity.severity} aria-hidden="true">
              {t(`severity.${activity.severity}`)}
            </span>
          )}
          <span>{headline(t, activity)}</span>
          {activity.count > 1 && <Repeats count={activity.count} />}
        </p>
        <p className={styles.facts}>
          {activity.hub != null && <span>{activity.hub}</span>}
          {activity.modem != null && (
            <Link to={`/activity?modem=${encodeURIComponent(activity.modem)}`} className={styles.port} title={activity.modem}>
              {shortPort(activity.modem)}
            </Link>
          )}
          {activity.number != null && <NumberText number={activity.number} />}
          {activity.service != null && <ServiceName code={activity.service} />}
          {hidden !== null && (
            <span className={styles.hidden}>
              <Icon name="hidden" size={13} />
              {hidden}
            </span>
          )}
          {facts.map((fact) => (
            <span key={fact.label} className={styles.fact}>
              {fact.label} <b>{fact.value}</b>
            </span>
          ))}
        </p>
        {explanation !== null && (
          <p className={styles.explanation}>
            {explanation.why !== null && <strong>{explanation.why}</strong>} {explanation.next}
          </p>
        )}
      </div>
      <When at={activity.at} />
    </li>
  );
});

/** What counts is whether the row was new when it first stood here. */
function useFreshFor(isNew: boolean): boolean {
  const [fresh, setFresh] = useState(isNew);
  useEffect(() => {
    const timer = setTimeout(() => setFresh(false), FRESH_FOR_MS);
    return () => clearTimeout(timer);
  }, []);
  return fresh;
}

/** What a hub asks about is logged with a masked number, what a modem receives with the whole one. */
function NumberText({ number }: { readonly number: string }) {
  return number.includes('•') ? <Masked value={number} className="number" /> : <span className="number">{number}</span>;
}

function Repeats({ count }: { readonly count: number }) {
  const { t, format } = useI18n();
  const words = t('activity.count', { count });
  return (
    <span className={styles.repeats} title={words}>
      <span aria-hidden="true">×{format.integer(count)}</span>
      <span className="unseen">{words}</span>
    </span>
  );
}

function When({ at }: { readonly at: string }) {
  const { format } = useI18n();
  const ago = useRelative(at);
  return (
    <time className={styles.when} dateTime={at} title={format.dateTime(at)}>
      <span className={styles.clock}>{format.shortTime(at, serverNow())}</span>
      <span className={styles.ago}>{ago}</span>
    </time>
  );
}
