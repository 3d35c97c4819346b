import { QueryCache, QueryClient, MutationCache } from '@tanstack/react-query';
import { texts } from '../texts.js';
import { Problem } from './problem.js';

declare module '@tanstack/react-query' {
  interface Register {
    defaultError: Problem;
  }
}

/** Who is signed in. */
export const SESSION = ['session'];

/**
 * A session that has ended ends for the whole page: App then shows the sign-in form in its place, which says why.
 * @param wasAction something was to be done, which was not: this is said, also when other requests fail at
 * the same time
 */
function onError(error: unknown, wasAction: boolean): void {
  if (!(error instanceof Problem) || error.status !== 401) return;
  const { status, code, detail, service } = error;
  const said = code === 'session_missing' ? texts.signIn.ended : detail;
  const problem = new Problem(status, code, wasAction ? texts.signIn.notDone(said) : said, service);
  queryClient.setQueryData<object>(SESSION, (before) =>
    wasAction || before === undefined || 'name' in before ? { problem } : before,
  );
}

export const queryClient = new QueryClient({
  queryCache: new QueryCache({
    onError: (error, { queryKey }) => {
      // Why a link could not sign in is for the form to say.
      if (queryKey[0] !== SESSION[0]) onError(error, false);
    },
  }),
  mutationCache: new MutationCache({ onError: (error) => onError(error, true) }),
  defaultOptions: {
    queries: {
      staleTime: 10_000,
      // What a service refuses it refuses again; one that is away is asked for once more.
      retry: (failures, error) => (error.status === 0 || error.status >= 502) && failures < 1,
      retryDelay: 500,
    },
  },
});

/** An answer that a change has made old is not shown again, not even while it is asked for anew. */
const cache = queryClient.getQueryCache();
cache.subscribe(({ type, query }) => {
  const mayBeLeft = type === 'observerRemoved' || type === 'updated';
  if (mayBeLeft && query.state.isInvalidated && query.getObserversCount() === 0) cache.remove(query);
});
