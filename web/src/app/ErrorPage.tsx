/** A page that broke, and a page that does not exist. */
import { Button } from '@mantine/core';
import { isRouteErrorResponse, Link, useRouteError } from 'react-router';
import { useI18n } from '../i18n/I18n';
import { EmptyState } from '../ui/Notice';
import { PageTitle } from '../ui/PageTitle';

export function ErrorPage() {
  const error = useRouteError();
  const { t } = useI18n();
  if (isRouteErrorResponse(error) && error.status === 404) return <NotFound />;
  const code = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return (
    <EmptyState
      icon="warning"
      title={t('error.title')}
      action={<Button onClick={() => window.location.reload()}>{t('error.reload')}</Button>}
    >
      {t('error.page')} {t('error.code', { code })}
    </EmptyState>
  );
}

export function NotFound() {
  const { t } = useI18n();
  return (
    <>
      <PageTitle title={t('notFound.title')} />
      <EmptyState icon="search" title={t('notFound.title')} action={<Link to="/modems">{t('notFound.back')}</Link>}>
        {t('notFound.text')}
      </EmptyState>
    </>
  );
}
