import { useInfiniteQuery } from '@tanstack/react-query';
import type { InfiniteData, UseInfiniteQueryResult } from '@tanstack/react-query';
import type { Problem } from './problem.js';

export type Pages<Page> = UseInfiniteQueryResult<InfiniteData<Page, string | undefined>>;

const MOST_IN_FILE = 10_000;

/** Rows of all pages of a list, for a file; at most 10,000. */
export async function everyPage<Page extends { nextCursor: string | null }, Row>(
  ask: (cursor: string | undefined) => Promise<Page>,
  rowsOf: (page: Page) => readonly Row[],
): Promise<Row[]> {
  const rows: Row[] = [];
  let cursor: string | undefined;
  do {
    const page = await ask(cursor);
    rows.push(...rowsOf(page));
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined && rows.length < MOST_IN_FILE);
  return rows;
}

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
