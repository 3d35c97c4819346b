import { texts } from '../texts.js';
import type { Pages } from '../data/pages.js';

/** Asks for the next page of a list, as long as there is one. */
export function More<Page>({ of }: { of: Pages<Page> }) {
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = of;
  if (!hasNextPage) return null;
  return (
    <div>
      <button type="button" disabled={isFetchingNextPage} onClick={() => void fetchNextPage()}>
        {isFetchingNextPage ? texts.answers.loading : texts.lists.more}
      </button>
    </div>
  );
}
