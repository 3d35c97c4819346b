import { queryOptions } from '@tanstack/react-query';
import { createContext, use } from 'react';
import { texts } from '../texts.js';
import { Problem } from './problem.js';
import { queryClient, SESSION } from './query-client.js';
import { ask } from './service.js';

/** Who is signed in. The key is known to the server alone. */
export interface Session {
  name: string;
  scopes: string[];
  endsInMs: number;
}

/** No user is signed in; `problem` is the reason when a session has ended since this page was opened. */
export interface SignedOut {
  problem: Problem | null;
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
  return ['admin', 'operate', 'console'].some((scope) => scopes.includes(scope));
}

/** Just behind its end, by which the console no longer knows it. */
const BEHIND_END_MS = 50;

/** Asks again when the session has run out, so that an open page notices. */
export const sessionQuery = queryOptions<Session | SignedOut>({
  queryKey: SESSION,
  queryFn: async () => {
    const code = takeCode();
    const before = queryClient.getQueryData<Session | SignedOut>(SESSION);
    const session = await (code === null ? askConsole('get') : askConsole('post', { code }).catch(refused));
    return session ?? { problem: before === undefined ? null : problemOfEnd(before) };
  },
  staleTime: 60_000,
  refetchInterval: ({ state: { data } }) => (data && 'name' in data ? data.endsInMs + BEHIND_END_MS : false),
  retry: false,
});

/** A code is sent once: asking again would lose why it was refused. */
function refused(problem: unknown): SignedOut {
  if (!(problem instanceof Problem)) throw problem;
  return { problem };
}

function problemOfEnd(before: Session | SignedOut): Problem | null {
  return 'name' in before ? new Problem(401, 'session_missing', texts.signIn.ended, null) : before.problem;
}

export async function signIn(key: string): Promise<void> {
  const session = await askConsole('post', { key });
  forgetAnswers();
  queryClient.setQueryData(SESSION, session);
}

export async function signOut(): Promise<void> {
  await askConsole('delete');
  queryClient.setQueryData<SignedOut>(SESSION, { problem: null });
  forgetAnswers();
}

/** Nothing that one key could see stays behind for another. */
function forgetAnswers(): void {
  queryClient.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== SESSION[0] });
}

/** The code of a link that signs in once, taken out of the address. */
function takeCode(): string | null {
  const code = /^#code=([\w-]+)$/.exec(window.location.hash)?.[1] ?? null;
  if (code !== null) window.history.replaceState(null, '', window.location.pathname);
  return code;
}

async function askConsole(method: 'get' | 'post' | 'delete', body?: object): Promise<Session | null> {
  return (await ask(null, method, '/session', body)) as Session | null;
}
