import { measure } from '../format/numbers.js';
import { texts } from '../texts.js';

/** A figure with the ends of its 95 % interval, where it has one. */
export interface Measured {
  value: number | null;
  low?: number | null;
  high?: number | null;
}

/** @param as how its numbers are written */
export function Estimate({
  of: { value, low, high },
  as = measure,
}: {
  of: Measured;
  as?: (value: number) => string;
}) {
  return (
    <>
      {value === null ? '–' : as(value)}
      {typeof low === 'number' && typeof high === 'number' && (
        <div className="note">{texts.interval(as(low), as(high))}</div>
      )}
    </>
  );
}
