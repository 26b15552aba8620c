/** What stands around every page: the bar on top, the notices, and the place for the page. */
import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { NavLink, Outlet, ScrollRestoration, useLocation } from 'react-router';
import { modemsQuery, overviewQuery } from '../api/queries';
import { useI18n } from '../i18n/I18n';
import { Icon } from '../ui/Icon';
import { useRelative } from '../ui/RelativeTime';
import { StatusBadge } from '../ui/StatusBadge';
import { ConnectionState } from './ConnectionState';
import { useLinkState } from './LinkContext';
import styles from './Shell.module.css';
import { LanguageSwitch, ThemeSwitch } from './Switches';

export function Shell() {
  const { t } = useI18n();
  useFocusOnNewPage();
  return (
    <div className={styles.shell}>
      <a className={styles.skip} href="#main">
        {t('app.skip')}
      </a>
      <TopBar />
      <section aria-label={t('app.notices')}>
        <p className={styles.notice}>
          <Icon name="info" size={15} />
          <span>{t('app.noLogin')}</span>
        </p>
        <StaleNotice />
      </section>
      <main id="main" tabIndex={-1} className={styles.main}>
        <Outlet />
      </main>
      <Version />
      <ScrollRestoration getKey={(location) => location.pathname} />
    </div>
  );
}

function TopBar() {
  const { t } = useI18n();
  const { data: overview } = useQuery(overviewQuery);
  return (
    <header className={styles.bar}>
      <div className={styles.inner}>
        <span className={styles.brand}>
          <img src="/favicon.svg" alt="" width={24} height={24} />
          <span className={styles.name}>{t('app.name')}</span>
        </span>
        <nav className={styles.nav} aria-label={t('app.nav')}>
          <NavLink to="/modems">{t('nav.modems')}</NavLink>
          <NavLink to="/activity">{t('nav.activity')}</NavLink>
        </nav>
        <span className={styles.right}>
          {overview?.simulated === true && (
            <span className={styles.simulated}>
              <StatusBadge tone="violet" icon="flask" title={t('app.simulationHint')}>
                {t('app.simulation')}
              </StatusBadge>
            </span>
          )}
          <ConnectionState />
          <span className={styles.switches}>
            <LanguageSwitch />
            <ThemeSwitch />
          </span>
        </span>
      </div>
    </header>
  );
}

/** Not read aloud: the connection state beside it is, and this one changes with every tick. */
function StaleNotice() {
  const connection = useLinkState();
  const { dataUpdatedAt } = useQuery({ ...modemsQuery, enabled: false });
  if (connection !== 'offline' || dataUpdatedAt === 0) return null;
  return <StaleSince at={new Date(dataUpdatedAt).toISOString()} />;
}

function StaleSince({ at }: { readonly at: string }) {
  const { t } = useI18n();
  const when = useRelative(at);
  return (
    <p className={styles.notice} data-tone="error">
      <Icon name="warning" size={15} />
      <span>{t('app.stale', { when })}</span>
    </p>
  );
}

function Version() {
  const { t } = useI18n();
  const { data: overview } = useQuery(overviewQuery);
  return (
    <footer className={styles.footer}>
      {overview !== undefined && t('app.version', { version: overview.version })}
    </footer>
  );
}

/** After a change of page the focus stands on the new heading, so that it is read aloud and Tab goes on from there. */
function useFocusOnNewPage(): void {
  const { pathname } = useLocation();
  const known = useRef(pathname);
  useEffect(() => {
    if (known.current === pathname) return;
    known.current = pathname;
    document.getElementById('page-title')?.focus({ preventScroll: true });
  }, [pathname]);
}
