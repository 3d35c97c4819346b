import { measure } from '../format/numbers.js';
import { texts } from '../texts.js';

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
        <div className="note">{texts.interval(measure(low), measure(high))}</div>
      )}
    </>
  );
}
