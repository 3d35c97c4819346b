import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import type { Problem } from '../data/problem.js';
import { texts } from '../texts.js';
import { Failure } from './failure.js';
import { ServiceText } from './service-text.js';
import styles from './answer.module.css';

/**
 * What a service answered, shown by `children`; while it is awaited and when it does not come, that is said
 * instead. An answer that could not be renewed stays, with the reason.
 */
export function Answer<T>({
  of,
  children,
}: {
  of: Pick<UseQueryResult<T>, 'data' | 'error' | 'refetch'>;
  children: (data: T) => ReactNode;
}) {
  const { data, error, refetch } = of;
  return (
    <>
      {error !== null &&
        (isNothing(error) ? (
          <Empty>{error.detail}</Empty>
        ) : (
          <Failure problem={error} retry={() => void refetch()} />
        ))}
      {data !== undefined ? children(data) : error === null && <Loading />}
    </>
  );
}

/** What was asked for does not exist, or not in this state: nothing has failed, and asking again does not help. */
function isNothing({ status }: Problem): boolean {
  return status === 404 || status === 409;
}

/** A placeholder of an answer, shown only when it takes a while. */
export function Loading() {
  return (
    <p className={styles.loading} role="status">
      {texts.answers.loading}
    </p>
  );
}

/** What to do when there is nothing to show, by the page or a service. */
export function Empty({ children }: { children: ReactNode }) {
  return (
    <div className="box note" data-kind="dashed">
      {typeof children === 'string' ? <ServiceText>{children}</ServiceText> : children}
    </div>
  );
}
