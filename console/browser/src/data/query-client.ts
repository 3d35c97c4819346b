import { QueryCache, QueryClient, MutationCache } from '@tanstack/react-query';
import { Problem } from './problem.js';

declare module '@tanstack/react-query' {
  interface Register {
    defaultError: Problem;
  }
}

/** A session that has ended ends for the whole page: App then shows the sign-in form in its place. */
function onError(error: unknown): void {
  if (error instanceof Problem && error.status === 401) queryClient.setQueryData(['session'], null);
}

export const queryClient = new QueryClient({
  queryCache: new QueryCache({
    onError: (error, { queryKey }) => {
      // Why a link could not sign in is for the form to say.
      if (queryKey[0] !== 'session') onError(error);
    },
  }),
  mutationCache: new MutationCache({ onError }),
  defaultOptions: {
    queries: {
      staleTime: 10_000,
      // What a service refuses it refuses again; one that is away is asked for once more.
      retry: (failures, error) => (error.status === 0 || error.status >= 502) && failures < 1,
      retryDelay: 500,
    },
  },
});
