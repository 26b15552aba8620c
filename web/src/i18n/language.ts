/** Which language is spoken, remembered in the browser. The boot script reads the same key before the first paint. */
import { LANGUAGES, type Language } from './translate';
import { zhCN, type Catalogue } from './zh-CN';

const STORAGE_KEY = 'simyard.language';

export function rememberedLanguage(): Language {
  const wanted = readStorage();
  return LANGUAGES.find((language) => language === wanted) ?? 'zh-CN';
}

export function rememberLanguage(language: Language): void {
  try {
    localStorage.setItem(STORAGE_KEY, language);
  } catch {
    // Private windows may refuse storage: the choice then lasts as long as the page.
  }
}

/** Chinese is part of the first load, English comes when it is asked for. */
export async function loadCatalogue(language: Language): Promise<Catalogue> {
  if (language === 'zh-CN') return zhCN;
  return (await import('./en')).en;
}

function readStorage(): string | null {
  try {
    return localStorage.getItem(STORAGE_KEY);
  } catch {
    return null;
  }
}
