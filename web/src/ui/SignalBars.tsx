/** Signal as five bars and the measured level; read aloud as a sentence. */
import { useI18n } from '../i18n/I18n';
import styles from './SignalBars.module.css';
import { clampBars, signalTone, SIGNAL_STEPS } from './signal';

interface Props {
  readonly bars: number;
  readonly dbm: number | null;
}

export function SignalBars({ bars, dbm }: Props) {
  const { t, format } = useI18n();
  if (dbm === null) {
    return (
      <span className={styles.signal}>
        <Bars shown={0} tone="neutral" />
        <span className={styles.level} aria-hidden="true">{t('common.none')}</span>
        <span className="unseen">{t('signal.none')}</span>
      </span>
    );
  }
  const shown = clampBars(bars);
  const level = format.dbm(dbm);
  const word = t(`signal.word.${shown}`);
  const label = t('signal.label', { bars: shown, word, dbm: level });
  return (
    <span className={styles.signal} title={label}>
      <Bars shown={shown} tone={signalTone(shown)} />
      <span className={styles.level} aria-hidden="true">{level}</span>
      <span className="unseen">{label}</span>
    </span>
  );
}

function Bars({ shown, tone }: { shown: number; tone: string }) {
  return (
    <svg className={styles.bars} data-tone={tone} width="22" height="16" viewBox="0 0 22 16" aria-hidden="true">
      {SIGNAL_STEPS.map((step) => (
        <rect
          key={step}
          x={(step - 1) * 4.5}
          y={16 - step * 3.2}
          width="3"
          height={step * 3.2}
          rx="1"
          data-on={step <= shown}
        />
      ))}
    </svg>
  );
}
