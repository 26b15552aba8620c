/** Gives the page its language: `useI18n()` for sentences and formats, `setLanguage` for the switch. */
import { createContext, use, useCallback, useLayoutEffect, useMemo, useState, type ReactNode } from 'react';
import { createFormat, type Format } from './format';
import { loadCatalogue, rememberLanguage } from './language';
import { createTranslate, type Language, type Translate } from './translate';
import type { Catalogue } from './zh-CN';

interface I18n {
  readonly language: Language;
  readonly t: Translate;
  readonly format: Format;
  readonly setLanguage: (language: Language) => void;
}

const I18nContext = createContext<I18n | null>(null);

interface Props {
  readonly initial: { readonly language: Language; readonly catalogue: Catalogue };
  readonly children: ReactNode;
}

export function I18nProvider({ initial, children }: Props) {
  const [spoken, setSpoken] = useState(initial);

  const setLanguage = useCallback((language: Language) => {
    loadCatalogue(language).then(
      (catalogue) => {
        rememberLanguage(language);
        setSpoken({ language, catalogue });
      },
      // Without its catalogue a language cannot be spoken: the page stays as it is.
      () => {},
    );
  }, []);

  useLayoutEffect(() => {
    document.documentElement.lang = spoken.language;
  }, [spoken.language]);

  const value = useMemo<I18n>(
    () => ({
      language: spoken.language,
      t: createTranslate(spoken.language, spoken.catalogue),
      format: createFormat(spoken.language),
      setLanguage,
    }),
    [spoken, setLanguage],
  );
  return <I18nContext value={value}>{children}</I18nContext>;
}

export function useI18n(): I18n {
  const value = use(I18nContext);
  if (value === null) throw new Error('useI18n is used outside of I18nProvider');
  return value;
}
