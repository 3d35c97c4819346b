import { useInfiniteQuery } from '@tanstack/react-query';
import type { InfiniteData, UseInfiniteQueryResult } from '@tanstack/react-query';
import type { Problem } from './problem.js';

export type Pages<Page> = UseInfiniteQueryResult<InfiniteData<Page, string | undefined>>;

/** A list that comes page by page. @param ask for the page behind a cursor; undefined: the first */
export function usePages<Page extends { nextCursor: string | null }>(
  key: readonly unknown[],
  ask: (cursor: string | undefined) => Promise<Page>,
): Pages<Page> {
  return useInfiniteQuery<
    Page,
    Problem,
    InfiniteData<Page, string | undefined>,
    readonly unknown[],
    string | undefined
  >({
    queryKey: key,
    queryFn: ({ pageParam }) => ask(pageParam),
    initialPageParam: undefined,
    getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined,
  });
}
