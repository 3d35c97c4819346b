import type { Client, ClientPathsWithMethod, MaybeOptionalInit, MethodResponse } from 'openapi-fetch';

export type Method = 'get' | 'put' | 'post' | 'delete';

/** What any request may set besides its parameters and body. */
export interface RequestOptions {
  signal?: AbortSignal | undefined;
  /** Whether the request may arrive twice; if not given: GET, PUT, DELETE and `startJob`. */
  repeatable?: boolean | undefined;
  /** For how long to go on trying, see `retry`; 0 tries once. */
  patienceMs?: number | undefined;
  /** Limit of one attempt, until the answer is read; of a streamed answer, until it begins. */
  timeoutMs?: number | undefined;
}

export type PathsOf<Paths extends object, M extends Method> = ClientPathsWithMethod<Client<Paths>, M>;

/** The paths at which a method starts a job: they answer 202. */
export type JobPaths<Paths extends object, M extends Method> = {
  [Path in PathsOf<Paths, M>]: Paths[Path] extends Record<M, { responses: { 202: unknown } }> ? Path : never;
}[PathsOf<Paths, M>];

/** The lists that are answered page by page. */
export type PagedPaths<Paths extends object> = {
  [Path in PathsOf<Paths, 'get'>]: MethodResponse<Client<Paths>, 'get', Path> extends {
    nextCursor: string | null;
  }
    ? Path
    : never;
}[PathsOf<Paths, 'get'>];

/** A request by its path of the contract: parameters and body are checked, and the answer's type is known. */
export type Ask<Paths extends object, M extends Method, Allowed extends PathsOf<Paths, M>> = <
  Path extends Allowed,
  Init extends MaybeOptionalInit<Paths[Path], M & keyof Paths[Path]>,
>(
  path: Path,
  ...init: undefined extends Init ? [(Init & RequestOptions)?] : [Init & RequestOptions]
) => Promise<MethodResponse<Client<Paths>, M, Path, Init>>;

/** The job of a service, typed by its kind where the contract does so. */
export type JobOf<Paths extends object> = MethodResponse<
  Client<Paths>,
  'get',
  '/jobs/{id}' & PathsOf<Paths, 'get'>
>;
