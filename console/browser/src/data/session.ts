import { queryOptions } from '@tanstack/react-query';
import { createContext, use } from 'react';
import { consoleAway, problemOf } from './problem.js';
import { queryClient } from './query-client.js';

/** Who is signed in. The key is known to the server alone. */
export interface Session {
  name: string;
  scopes: string[];
  expiresAt: string;
}

export const SessionContext = createContext<Session | null>(null);

/** Who is signed in; known on every page. */
export function useSession(): Session {
  const session = use(SessionContext);
  if (session === null) throw new Error('Only pages behind the sign-in use the session.');
  return session;
}

/** Whether the key may change data and models. */
export function useMayAdminister(): boolean {
  const { scopes } = useSession();
  return scopes.includes('admin') || scopes.includes('console');
}

export const sessionQuery = queryOptions<Session | null>({
  queryKey: ['session'],
  queryFn: () => {
    const code = takeCode();
    return code === null ? askConsole('GET') : askConsole('POST', { code });
  },
  staleTime: 60_000,
  retry: false,
});

export async function signIn(key: string): Promise<void> {
  const session = await askConsole('POST', { key });
  queryClient.setQueryData(sessionQuery.queryKey, session);
}

/** Nothing that the key could see stays behind. */
export async function signOut(): Promise<void> {
  await askConsole('DELETE');
  queryClient.setQueryData(sessionQuery.queryKey, null);
  queryClient.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'session' });
}

/** The code of a link that signs in once, taken out of the address. */
function takeCode(): string | null {
  const code = /^#code=([\w-]+)$/.exec(window.location.hash)?.[1] ?? null;
  if (code !== null) window.history.replaceState(null, '', window.location.pathname);
  return code;
}

async function askConsole(method: string, body?: object): Promise<Session | null> {
  const response = await fetch('/session', {
    method,
    ...(body === undefined
      ? {}
      : { headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) }),
  }).catch(() => {
    throw consoleAway();
  });
  if (!response.ok) throw await problemOf(response, null);
  return response.status === 204 ? null : ((await response.json()) as Session | null);
}
