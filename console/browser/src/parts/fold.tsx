import { useSyncExternalStore } from 'react';
import type { ReactNode } from 'react';

const wide = window.matchMedia('(min-width: 48rem)');

function watch(onChange: () => void): () => void {
  wide.addEventListener('change', onChange);
  return () => wide.removeEventListener('change', onChange);
}

/** On phones a part of a page that opens by a tap, so that long pages can be looked over; elsewhere it is open. */
export function Fold({ summary, children }: { summary: ReactNode; children: ReactNode }) {
  const isWide = useSyncExternalStore(watch, () => wide.matches);
  if (isWide) {
    return (
      <>
        {summary}
        {children}
      </>
    );
  }
  return (
    <details data-fold>
      <summary>{summary}</summary>
      {children}
    </details>
  );
}
