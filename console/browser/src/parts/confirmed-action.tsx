import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useEffect, useId, useRef, useState } from 'react';
import type { ReactNode } from 'react';
import { useLocation } from 'wouter';
import { useMayAdminister } from '../data/session.js';
import { texts } from '../texts.js';
import { Failure } from './failure.js';
import { Field, isRight } from './field.js';
import type { FieldSpec } from './field.js';

interface Words {
  /** The verb on the button of the page, and of the dialog where `confirm` is not given. */
  action: string;
  confirm?: string;
  /** Where it is not given, the verb and what is changed are the question. */
  asks?: string | ((of: string) => string);
  /** What will be different. */
  explains?: string;
}

interface Asked<Result, Name extends string> {
  words: Words;
  /** What is changed, for the question and for screen readers. */
  of?: string;
  isDanger?: boolean;
  /** What it needs to know, by name. */
  fields?: Readonly<Partial<Record<Name, FieldSpec>>> | undefined;
  /** Whether what it needs besides is there. */
  isReady?: boolean;
  run: (values: Record<Name, string>) => Promise<Result>;
  /** Once it is done and the dialog is closed. */
  onDone?: (result: Result) => void;
  /** The page that shows what came of it. */
  leadsTo?: (result: Result) => string;
  /** What else will be different. */
  children?: ReactNode | ((values: Record<Name, string>) => ReactNode);
}

/**
 * A button that changes something once that was confirmed; then every answer is asked for anew. It is disabled, with
 * the reason as its title, where the key may not administer.
 */
export function ConfirmedAction<Result, Name extends string = never>({
  obstacle = null,
  isDisabled = false,
  isOpen = false,
  ...asked
}: Asked<Result, Name> & {
  /** Why it cannot be done now. */
  obstacle?: string | null;
  isDisabled?: boolean;
  /** Whether it asks already when the page is opened. */
  isOpen?: boolean;
}) {
  const reason = useMayAdminister() ? obstacle : texts.needsAdmin;
  const [isAsking, setAsking] = useState(isOpen && reason === null);
  const { of = '' } = asked;
  return (
    <>
      <button
        type="button"
        data-kind={asked.isDanger === true ? 'danger' : undefined}
        disabled={reason !== null || isDisabled}
        title={reason ?? undefined}
        aria-label={of === '' ? undefined : `${asked.words.action}: ${of}`}
        onClick={() => setAsking(true)}
      >
        {asked.words.action}
      </button>
      {isAsking && <Dialog {...asked} onClose={() => setAsking(false)} />}
    </>
  );
}

/** Made anew each time it opens: without earlier input and errors. Escape and Cancel leave everything as it is. */
function Dialog<Result, Name extends string>({
  words: { action, confirm = action, asks, explains },
  of = '',
  isDanger = false,
  fields,
  isReady = true,
  run,
  onDone,
  leadsTo,
  children,
  onClose,
}: Asked<Result, Name> & { onClose: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const titleId = useId();
  const queryClient = useQueryClient();
  const [, navigate] = useLocation();
  const [typed, setTyped] = useState<Readonly<Record<string, string>>>({});
  useEffect(() => dialog.current?.showModal(), []);
  const specs = Object.entries(fields ?? {}) as [Name, FieldSpec][];
  const initials = Object.fromEntries(specs.map(([name, { initial = '' }]) => [name, initial]));
  const valueOf = (name: Name, { suggested }: FieldSpec) =>
    typed[name] ?? suggested?.({ ...initials, ...typed }) ?? initials[name]!;
  const values = Object.fromEntries(
    specs.map(([name, spec]) => [name, valueOf(name, spec).trim()]),
  ) as Record<Name, string>;
  const running = useMutation<Result>({
    mutationFn: () => run(values),
    // The token of a new key stays on the page alone.
    gcTime: 0,
    onSuccess: (result) => {
      onClose();
      onDone?.(result);
      if (leadsTo !== undefined) navigate(leadsTo(result));
      // It is pending until the page shows what is new, which the frame of the page says.
      return queryClient.invalidateQueries();
    },
  });
  return (
    <dialog ref={dialog} aria-labelledby={titleId} onClose={onClose}>
      <h2 id={titleId}>{typeof asks === 'function' ? asks(of) : (asks ?? `${action} ${of}`.trim() + '?')}</h2>
      <div className="stack">
        {explains !== undefined && <p>{explains}</p>}
        {typeof children === 'function' ? children(values) : children}
        {specs.map(([name, spec]) => (
          <Field
            key={name}
            of={spec}
            value={valueOf(name, spec)}
            onChange={(value) => setTyped({ ...typed, [name]: value })}
          />
        ))}
      </div>
      {running.error !== null && <Failure problem={running.error} />}
      {running.isPending && <p role="status">{texts.confirm.running}</p>}
      <div className="row">
        <button
          type="button"
          data-kind={isDanger ? 'danger' : 'main'}
          disabled={
            running.isPending || !isReady || !specs.every(([name, spec]) => isRight(spec, values[name]))
          }
          onClick={() => running.mutate()}
        >
          {confirm}
        </button>
        <button type="button" onClick={() => dialog.current?.close()}>
          {texts.confirm.cancel}
        </button>
      </div>
    </dialog>
  );
}
