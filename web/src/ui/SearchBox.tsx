/** A labelled search field that tells its text after a pause in typing and can be cleared. */
import { CloseButton, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useI18n } from '../i18n/I18n';
import { Icon } from './Icon';
import { useDebouncedCallback } from './useDebouncedCallback';

const TYPING_PAUSE_MS = 250;

interface Props {
  readonly label: string;
  readonly placeholder: string;
  readonly value: string;
  readonly onSearch: (text: string) => void;
}

export function SearchBox({ label, placeholder, value, onSearch }: Props) {
  const { t } = useI18n();
  const [draft, setDraft] = useState(value);
  const [seen, setSeen] = useState(value);
  const [told, setTold] = useState(value);
  const tell = useDebouncedCallback((text: string) => {
    setTold(text.trim());
    onSearch(text.trim());
  }, TYPING_PAUSE_MS);

  // A value that did not come from here (back button, "clear filters") replaces the draft.
  if (value !== seen) {
    setSeen(value);
    setTold(value);
    if (value !== told) setDraft(value);
  }

  const change = (text: string) => {
    setDraft(text);
    tell(text);
  };

  return (
    <TextInput
      type="search"
      aria-label={label}
      placeholder={placeholder}
      value={draft}
      onChange={(event) => change(event.currentTarget.value)}
      leftSection={<Icon name="search" />}
      rightSection={draft !== '' && <CloseButton size="sm" aria-label={t('common.clear')} onClick={() => change('')} />}
      autoComplete="off"
      spellCheck={false}
      enterKeyHint="search"
      maxLength={100}
    />
  );
}
