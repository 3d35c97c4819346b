import { useEffect, useRef } from 'react';
import type { ReactNode } from 'react';
import type { Pages } from '../data/pages.js';
import { texts } from '../texts.js';
import { Answer } from './answer.js';
import { Records } from './records.js';

/** A table of the rows of all pages that have been asked for, and a button for the next one. */
export function PagedTable<Page>({
  of,
  rows,
  keys,
  empty,
}: {
  of: Pages<Page>;
  rows: (page: Page) => readonly object[];
  /** Of rows with buttons that open a dialog. */
  keys?: (page: Page) => readonly (string | number)[];
  empty: ReactNode;
}) {
  return (
    <Answer of={of}>
      {({ pages }) => (
        <>
          <Records rows={pages.flatMap(rows)} keys={keys && pages.flatMap(keys)} empty={empty} />
          <More of={of} />
        </>
      )}
    </Answer>
  );
}

/** Asks for the next page of a list, as long as there is one. The focus stays here, also when the button goes. */
function More<Page>({ of }: { of: Pages<Page> }) {
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = of;
  const place = useRef<HTMLDivElement>(null);
  const wasUsed = useRef(false);
  useEffect(() => {
    if (!hasNextPage && wasUsed.current) place.current?.focus();
  }, [hasNextPage]);
  const next = () => {
    wasUsed.current = true;
    if (!isFetchingNextPage) void fetchNextPage();
  };
  return (
    <div ref={place} tabIndex={-1}>
      {hasNextPage && (
        <button type="button" aria-disabled={isFetchingNextPage} onClick={next}>
          {isFetchingNextPage ? texts.answers.loading : texts.lists.more}
        </button>
      )}
    </div>
  );
}
