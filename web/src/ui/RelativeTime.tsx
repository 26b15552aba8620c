/** "5 minutes ago", kept true while it is on the screen; the exact time is in the tooltip and for machines. */
import { useSyncExternalStore } from 'react';
import { onTick, serverNow } from '../api/clock';
import { useI18n } from '../i18n/I18n';

export function useRelative(at: string): string {
  const { t, format } = useI18n();
  // The snapshot is the finished word: a tick renders only what reads differently now.
  return useSyncExternalStore(onTick, () => format.relative(at, serverNow()) ?? t('common.justNow'));
}

export function RelativeTime({ at }: { at: string }) {
  const { format } = useI18n();
  const words = useRelative(at);
  return (
    <time dateTime={at} title={format.dateTime(at)}>
      {words}
    </time>
  );
}
