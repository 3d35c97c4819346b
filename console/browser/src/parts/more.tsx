import { useEffect, useRef } from 'react';
import { texts } from '../texts.js';
import type { Pages } from '../data/pages.js';

/** Asks for the next page of a list, as long as there is one. The focus stays here, also when the button goes. */
export function More<Page>({ of }: { of: Pages<Page> }) {
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
