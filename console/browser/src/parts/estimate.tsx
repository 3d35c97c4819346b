import type { ReactNode } from 'react';
import { measure } from '../format/numbers.js';
import { texts } from '../texts.js';
import styles from './table.module.css';

/** A figure with the ends of its 95 % interval, where it has one. */
export interface Measured {
  value: number | null;
  low?: number | null;
  high?: number | null;
}

export function Estimate({ of: { value, low, high } }: { of: Measured }) {
  return (
    <>
      {measure(value)}
      {typeof low === 'number' && typeof high === 'number' && (
        <Note>{texts.interval(measure(low), measure(high))}</Note>
      )}
    </>
  );
}

/** Below a figure of a table. */
export function Note({ children }: { children: ReactNode }) {
  return <span className={styles.note}>{children}</span>;
}
