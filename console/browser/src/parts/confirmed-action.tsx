import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useId, useState } from 'react';
import type { ReactNode } from 'react';
import { AdminAction } from './admin-action.js';
import { Confirm } from './confirm.js';
import styles from './confirm.module.css';

interface Asked<Result> {
  /** The verb on the button of the page, and of the dialog where `action` is not given. */
  label: string;
  action?: string;
  title: string;
  isDanger?: boolean;
  /** A text that it needs, at most 200 characters; any text will do where `isRight` is not given. */
  field?: { label: string; initial?: string; isRight?: (text: string) => boolean } | undefined;
  /** Whether what it needs besides is there. */
  isReady?: boolean;
  run: (text: string) => Promise<Result>;
  /** Once it is done and the dialog is closed. */
  onDone?: (result: Result) => void;
  /** What will be different. */
  children: ReactNode;
}

/** A button that changes something once that was confirmed; then every answer is asked for anew. */
export function ConfirmedAction<Result>({
  name,
  obstacle = null,
  isDisabled = false,
  ...asked
}: Asked<Result> & { name?: string; obstacle?: string | null; isDisabled?: boolean }) {
  const { label, isDanger = false } = asked;
  return (
    <AdminAction
      label={label}
      isDanger={isDanger}
      obstacle={obstacle}
      isDisabled={isDisabled}
      {...(name === undefined ? {} : { name })}
    >
      {(close) => <Dialog {...asked} onClose={close} />}
    </AdminAction>
  );
}

function Dialog<Result>({
  label,
  action = label,
  title,
  isDanger = false,
  field,
  isReady = true,
  run,
  onDone,
  children,
  onClose,
}: Asked<Result> & { onClose: () => void }) {
  const [text, setText] = useState(field?.initial ?? '');
  const fieldId = useId();
  const queryClient = useQueryClient();
  const running = useMutation<Result>({
    mutationFn: () => run(text.trim()),
    // The token of a new key stays on the page alone.
    gcTime: 0,
    onSuccess: (result) => {
      onClose();
      onDone?.(result);
      return queryClient.invalidateQueries();
    },
  });
  const isRight = field?.isRight ?? ((typed: string) => typed !== '');
  return (
    <Confirm
      title={title}
      action={action}
      isDanger={isDanger}
      isBusy={running.isPending || !isReady || (field !== undefined && !isRight(text.trim()))}
      problem={running.error}
      onConfirm={() => running.mutate()}
      onClose={onClose}
    >
      {children}
      {field !== undefined && (
        <div className={styles.field}>
          <label htmlFor={fieldId}>{field.label}</label>
          <input
            id={fieldId}
            value={text}
            maxLength={200}
            autoComplete="off"
            onChange={({ target }) => setText(target.value)}
          />
        </div>
      )}
    </Confirm>
  );
}
