import { useEffect, useId, useRef } from 'react';
import type { ReactNode } from 'react';
import type { Problem } from '../data/problem.js';
import { texts } from '../texts.js';
import styles from './confirm.module.css';
import { Failure } from './failure.js';

/** Asks before something is changed, and says what will be different. Escape and Cancel leave everything as it is. */
export function Confirm({
  title,
  action,
  isDanger = false,
  isBusy,
  problem,
  onConfirm,
  onClose,
  children,
}: {
  title: string;
  /** The verb on the button. */
  action: string;
  isDanger?: boolean;
  isBusy: boolean;
  problem: Problem | null;
  onConfirm: () => void;
  onClose: () => void;
  children: ReactNode;
}) {
  const dialog = useRef<HTMLDialogElement>(null);
  const titleId = useId();
  useEffect(() => {
    dialog.current?.showModal();
  }, []);
  return (
    <dialog ref={dialog} aria-labelledby={titleId} onClose={onClose} className={styles.dialog}>
      <h2 id={titleId}>{title}</h2>
      <div className={styles.body}>{children}</div>
      {problem !== null && <Failure problem={problem} />}
      <div className={styles.buttons}>
        <button type="button" data-kind={isDanger ? 'danger' : 'main'} disabled={isBusy} onClick={onConfirm}>
          {action}
        </button>
        <button type="button" onClick={() => dialog.current?.close()}>
          {texts.confirm.cancel}
        </button>
      </div>
    </dialog>
  );
}
