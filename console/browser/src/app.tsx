import { useQuery } from '@tanstack/react-query';
import { Suspense } from 'react';
import { Route, Switch, useLocation } from 'wouter';
import { MODEL_KINDS } from './data/models.js';
import { sessionQuery, SessionContext } from './data/session.js';
import { Layout } from './layout/layout.js';
import { SignIn } from './layout/sign-in.js';
import { PAGES } from './pages.js';
import { Loading } from './parts/answer.js';
import { Page } from './parts/page.js';
import { texts } from './texts.js';

/** The sign-in form takes the place of the page that the address names, so that signing in returns to it. */
export function App() {
  const session = useQuery(sessionQuery);
  const [location] = useLocation();
  if (session.isPending) return null;
  if (!session.data || !('name' in session.data)) {
    return <SignIn problem={session.data?.problem ?? session.error} />;
  }
  return (
    <SessionContext value={session.data}>
      <Layout>
        <Suspense fallback={<Loading />}>
          <Switch>
            {PAGES.map(({ path, page: ShownPage }) => (
              <Route key={path} path={path}>
                {({ kind }: { kind?: string }) =>
                  kind === undefined || (MODEL_KINDS as readonly string[]).includes(kind) ? (
                    <ShownPage key={location} />
                  ) : (
                    <NotFound />
                  )
                }
              </Route>
            ))}
            <Route>
              <NotFound />
            </Route>
          </Switch>
        </Suspense>
      </Layout>
    </SessionContext>
  );
}

function NotFound() {
  return (
    <Page title={texts.notFound.title} lead={texts.notFound.lead} back={['/', texts.notFound.back]}>
      {null}
    </Page>
  );
}
