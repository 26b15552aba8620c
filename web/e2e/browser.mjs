// Starts the Chromium named by CHROMIUM (or Debian's), as quiet as it can be.
import { chromium } from 'playwright-core';

export function launchBrowser() {
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update'],
  });
}

/**
 * A page with the console's remembered choices already made; without `language` it comes as on a first visit.
 * `prepare` may change the page before it is loaded. Errors on its console are collected.
 */
export async function openConsole(browser, { base, path, width, height = 900, language, scheme, prepare }) {
  const context = await browser.newContext({
    viewport: { width, height },
    colorScheme: scheme ?? 'light',
    reducedMotion: 'reduce',
    ...(language && { locale: language }),
  });
  if (language) {
    await context.addInitScript((chosen) => {
      if (localStorage.getItem('simyard.language') === null) localStorage.setItem('simyard.language', chosen);
    }, language);
  }
  const page = await context.newPage();
  await prepare?.(page);
  const errors = [];
  page.on('pageerror', (error) => errors.push(String(error)));
  page.on('console', (message) => message.type() === 'error' && errors.push(message.text()));
  await page.goto(new URL(path, base).href);
  return { page, context, errors };
}

export function overflowOf(page) {
  return page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
}
