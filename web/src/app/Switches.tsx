/** Language and appearance, one button each; both choices are remembered. */
import { ActionIcon, Button, useMantineColorScheme, type MantineColorScheme } from '@mantine/core';
import { useI18n } from '../i18n/I18n';
import { Icon, type IconName } from '../ui/Icon';

export function LanguageSwitch() {
  const { t, language, setLanguage } = useI18n();
  const other = language === 'zh-CN' ? 'en' : 'zh-CN';
  return (
    <Button
      variant="subtle"
      size="compact-sm"
      lang={other}
      aria-label={t('lang.switch')}
      data-language-switch={other}
      onClick={() => setLanguage(other)}
    >
      {t('lang.other')}
    </Button>
  );
}

const NEXT_SCHEME: Record<MantineColorScheme, MantineColorScheme> = { auto: 'light', light: 'dark', dark: 'auto' };
const SCHEME_ICONS: Record<MantineColorScheme, IconName> = { auto: 'screen', light: 'sun', dark: 'moon' };

export function ThemeSwitch() {
  const { t } = useI18n();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const next = NEXT_SCHEME[colorScheme];
  const label = t('theme.switch', { current: t(`theme.${colorScheme}`), next: t(`theme.${next}`) });
  return (
    <ActionIcon variant="subtle" size="lg" aria-label={label} title={label} onClick={() => setColorScheme(next)}>
      <Icon name={SCHEME_ICONS[colorScheme]} size={18} />
    </ActionIcon>
  );
}
