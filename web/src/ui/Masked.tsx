/** A masked identifier: dots for the eye, "ending in 1234" for the ear. */
import { useI18n } from '../i18n/I18n';

export function Masked({ value, className = 'mono' }: { readonly value: string; readonly className?: string }) {
  const { t } = useI18n();
  const digits = /\d*$/.exec(value)?.[0] ?? '';
  return (
    <span className={className}>
      <span aria-hidden="true">{value.replace(/[•*·…]{4,}/g, '••••')}</span>
      <span className="unseen">{t('common.endsWith', { digits: [...digits].join(' ') })}</span>
    </span>
  );
}
