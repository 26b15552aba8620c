// @vitest-environment jsdom
import { MantineProvider } from '@mantine/core';
import { cleanup, render, screen, within } from '@testing-library/react';
import type { ReactElement } from 'react';
import { MemoryRouter } from 'react-router';
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import type { ModemReason } from '../../api/types';
import { en } from '../../i18n/en';
import { I18nProvider } from '../../i18n/I18n';
import { zhCN } from '../../i18n/zh-CN';
import { ModemCards } from './ModemCards';
import { ModemTable } from './ModemTable';
import { sampleModem } from './sample';

beforeAll(() => {
  window.matchMedia = vi.fn((query: string) => ({ matches: false, media: query, addEventListener() {}, removeEventListener() {}, addListener() {}, removeListener() {} }) as unknown as MediaQueryList);
});
afterEach(cleanup);

const english = { language: 'en', catalogue: en } as const;
const chinese = { language: 'zh-CN', catalogue: zhCN } as const;

function show(element: ReactElement, initial: typeof english | typeof chinese = english) {
  render(
    <MemoryRouter>
      <MantineProvider>
        <I18nProvider initial={initial}>{element}</I18nProvider>
      </MantineProvider>
    </MemoryRouter>,
  );
}

describe('modem table', () => {
  it('says state and reason in words with what to do', () => {
    show(
      <ModemTable
        modems={[sampleModem({ state: 'simLocked', reason: 'sim.pin_missing' })]}
        sort="port"
        direction="desc"
        onSort={() => {}}
      />,
    );
    expect(screen.getByText('SIM locked')).toBeTruthy();
    expect(screen.getByText('The SIM asks for its PIN')).toBeTruthy();
    expect(screen.getByText(/Add the PIN to the SIM inventory/)).toBeTruthy();
  });

  it('announces its order and asks for another', () => {
    const onSort = vi.fn();
    show(<ModemTable modems={[sampleModem()]} sort="port" direction="desc" onSort={onSort} />);
    expect(screen.getByRole('columnheader', { name: 'Port' }).getAttribute('aria-sort')).toBe('descending');
    within(screen.getByRole('columnheader', { name: 'Signal' })).getByRole('button').click();
    expect(onSort).toHaveBeenCalledWith('signal');
  });
});

describe('modem cards', () => {
  it('call a busy modem 占用中 and sets the page language', () => {
    show(<ModemCards modems={[sampleModem({ busy: true, currentService: 'tg' })]} />, chinese);
    expect(screen.getByText('占用中')).toBeTruthy();
    expect(document.documentElement.lang).toBe('zh-CN');
  });

  it('shows a reason it does not know by its code', () => {
    const reason = 'gremlins' as ModemReason;
    show(<ModemCards modems={[sampleModem({ state: 'degraded', reason })]} />);
    expect(screen.getByText('gremlins')).toBeTruthy();
    expect(screen.getByText(/See the activity of this port/)).toBeTruthy();
  });

  it('reads signal and ICCID aloud in words', () => {
    show(<ModemCards modems={[sampleModem()]} />);
    expect(screen.getByText('Signal 4 of 5 (good), −71 dBm')).toBeTruthy();
    expect(screen.getByText('ending in 4 0 2 1')).toBeTruthy();
  });
});
