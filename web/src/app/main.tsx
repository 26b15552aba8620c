/** The entry: reads the remembered choices, starts the live link, renders. */
import { MantineProvider } from '@mantine/core';
import { QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { RouterProvider } from 'react-router/dom';
import { createQueryClient } from '../api/queries';
import { I18nProvider } from '../i18n/I18n';
import { loadCatalogue, rememberedLanguage } from '../i18n/language';
import { zhCN } from '../i18n/zh-CN';
import '../ui/styles';
import { colorSchemeManager, cssVariablesResolver, theme } from '../ui/theme';
import { LinkProvider } from './LinkContext';
import { startLive } from './live';
import { createRouter } from './router';

async function start(place: HTMLElement): Promise<void> {
  const client = createQueryClient();
  const router = createRouter(client);
  const link = startLive(client);
  const initial = await readLanguage();
  createRoot(place).render(
    <StrictMode>
      <MantineProvider
        theme={theme}
        defaultColorScheme="auto"
        colorSchemeManager={colorSchemeManager}
        cssVariablesResolver={cssVariablesResolver}
      >
        <I18nProvider initial={initial}>
          <QueryClientProvider client={client}>
            <LinkProvider value={link}>
              <RouterProvider router={router} />
            </LinkProvider>
          </QueryClientProvider>
        </I18nProvider>
      </MantineProvider>
    </StrictMode>,
  );
}

/** A catalogue that cannot be fetched must not leave the page empty. */
async function readLanguage() {
  const language = rememberedLanguage();
  try {
    return { language, catalogue: await loadCatalogue(language) };
  } catch {
    return { language: 'zh-CN', catalogue: zhCN } as const;
  }
}

const place = document.getElementById('root');
if (place !== null) void start(place);
