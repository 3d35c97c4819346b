import { useState } from 'react';
import type { ReactNode } from 'react';
import { useMayAdminister } from '../data/session.js';
import { texts } from '../texts.js';

/** A button that opens a dialog, for those who may administer; to others it says what it needs. */
export function AdminAction({
  label,
  name,
  isDanger = false,
  isDisabled = false,
  obstacle = null,
  children,
}: {
  label: string;
  /** For screen readers, where the label does not name its subject. */
  name?: string;
  isDanger?: boolean;
  isDisabled?: boolean;
  /** Why it cannot be done now. */
  obstacle?: string | null;
  /** The dialog: made anew each time it opens, so that it begins without earlier input and errors. */
  children: (close: () => void) => ReactNode;
}) {
  const [isAsking, setAsking] = useState(false);
  const reason = useMayAdminister() ? obstacle : texts.needsAdmin;
  return (
    <>
      <button
        type="button"
        data-kind={isDanger ? 'danger' : undefined}
        disabled={reason !== null || isDisabled}
        title={reason ?? undefined}
        aria-label={name}
        onClick={() => setAsking(true)}
      >
        {label}
      </button>
      {isAsking && children(() => setAsking(false))}
    </>
  );
}
