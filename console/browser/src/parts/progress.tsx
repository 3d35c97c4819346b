import { share } from '../format/numbers.js';
import { texts } from '../texts.js';

/** How far something is: a bar and its figure; while no share is known, a bar without one. */
export function Progress({ of, fraction }: { of: string; fraction: number | null }) {
  return (
    <div className="row">
      <progress aria-label={of} {...(fraction === null ? {} : { value: fraction, max: 1 })} />
      <span>{fraction === null ? texts.progress.unknown : share(fraction, 0)}</span>
    </div>
  );
}
