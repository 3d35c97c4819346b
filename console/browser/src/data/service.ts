import { queryOptions } from '@tanstack/react-query';
import type { Client, ClientPathsWithMethod, MaybeOptionalInit, MethodResponse } from 'openapi-fetch';
import type { ChurnPaths, IngestPaths, RecommenderPaths, ServiceName } from './contracts.js';
import { consoleAway, problemOf } from './problem.js';
import { beginQuestion } from './slow-services.js';

type Method = 'get' | 'put' | 'post' | 'delete';
type PathsOf<Paths extends object, M extends Method> = ClientPathsWithMethod<Client<Paths>, M>;
type InitOf<Paths extends object, M extends Method, Path extends PathsOf<Paths, M>> = MaybeOptionalInit<
  Paths[Path],
  M & keyof Paths[Path]
>;
type Arguments<Init> = undefined extends Init ? [Init?] : [Init];
type Answer<
  Paths extends object,
  M extends Method,
  Path extends PathsOf<Paths, M>,
  Init extends InitOf<Paths, M, Path>,
> = MethodResponse<Client<Paths>, M, Path, Init>;

type Parameter = string | number | boolean | readonly (string | number)[] | null | undefined;

interface Request {
  params?: { path?: Record<string, unknown>; query?: Record<string, Parameter> };
  body?: unknown;
}

/** One of the services by its contract: paths, parameters, bodies and answers are checked by the compiler. */
class Service<Paths extends object> {
  constructor(readonly name: ServiceName) {}

  /** For `useQuery(churn.query('/churn/alerts'))`. */
  query<Path extends PathsOf<Paths, 'get'>, Init extends InitOf<Paths, 'get', Path>>(
    path: Path,
    ...init: Arguments<Init>
  ) {
    const request = init[0] as Request | undefined;
    return queryOptions<Answer<Paths, 'get', Path, Init>>({
      queryKey: [this.name, path, request?.params],
      queryFn: ({ signal }) => send(this.name, 'get', path as string, request, signal) as never,
    });
  }

  /** For mutations. @throws Problem */
  send<M extends Method, Path extends PathsOf<Paths, M>, Init extends InitOf<Paths, M, Path>>(
    method: M,
    path: Path,
    ...init: Arguments<Init>
  ): Promise<Answer<Paths, M, Path, Init>> {
    return send(this.name, method, path as string, init[0] as Request | undefined) as never;
  }
}

export const ingest = new Service<IngestPaths>('ingest');
export const churn = new Service<ChurnPaths>('churn');
export const recommender = new Service<RecommenderPaths>('recommender');

function send(
  service: ServiceName,
  method: Method,
  path: string,
  { params, body }: Request = {},
  signal: AbortSignal | null = null,
): Promise<unknown> {
  return ask(service, method, addressOf(service, path, params), body, signal);
}

/** @param service null: the console itself @param body a text is sent as CSV */
export async function ask(
  service: ServiceName | null,
  method: Method,
  address: string,
  body?: unknown,
  signal: AbortSignal | null = null,
): Promise<unknown> {
  // What a page shows has a signal; uploads and files may take as long as they like.
  const ended = service !== null && signal !== null ? beginQuestion(service) : undefined;
  const response = await fetch(address, {
    method: method.toUpperCase(),
    signal,
    ...(typeof body === 'string' && { headers: { 'Content-Type': 'text/csv' }, body }),
    ...(typeof body === 'object' && {
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
    }),
  })
    .catch((error: unknown) => {
      signal?.throwIfAborted();
      throw error instanceof TypeError ? consoleAway() : error;
    })
    .finally(ended);
  if (!response.ok) throw await problemOf(response, service);
  if (response.status === 204) return null;
  return response.headers.get('content-type')?.includes('json') ? response.json() : response.text();
}

/** The address of a path of a service; also for links to its report pages and downloads. */
export function addressOf(service: ServiceName, path: string, params: Request['params'] = {}): string {
  const filled = path.replace(/\{(\w+)\}/g, (_, name: string) =>
    encodeURIComponent(String(params.path?.[name])),
  );
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(params.query ?? {})) {
    // Lists are written by comma.
    if (value !== undefined && value !== null)
      query.set(name, Array.isArray(value) ? value.join() : String(value));
  }
  return `/api/${service}${filled}${query.size > 0 ? `?${query.toString()}` : ''}`;
}
