import type { TrainingProgress } from './training-task.js';

/**
 * However late one of the later steps begins, it has this share of the seconds that are left: each kind of model
 * is tried.
 */
const LEAST_OF_REST = 0.25;
/** Share of all seconds that one fit may take: the retrain fits the choice again, more than once. */
const FIT_SHARE = 0.2;

/** Seconds of the search, by steps. */
export class SearchBudget {
  private readonly started: number;

  /** @param reserved share of the seconds that is kept for the last step, see {@link release}. */
  constructor(
    readonly seconds: number,
    private readonly report: (progress: TrainingProgress) => void,
    private readonly now: () => number,
    private reserved = 0,
  ) {
    this.started = now();
  }

  /** @param until share of the budget at which the step ends */
  begin(step: string, until = 1): void {
    const left = Math.max(0, Math.round(this.step(until)()));
    const fraction = Math.min(0.99, this.elapsed / this.seconds);
    this.report({ step: `${step}, at most ${left} s`, fraction });
  }

  /** Until this share of the budget is used up. */
  secondsLeft(share: number): number {
    return share * (1 - this.reserved) * this.seconds - this.elapsed;
  }

  /** From now on all seconds may be used up. */
  release(): void {
    this.reserved = 0;
  }

  private get elapsed(): number {
    return (this.now() - this.started) / 1000;
  }

  /** Seconds that are left of a step that begins now. */
  step(until: number): () => number {
    const rest = Math.max(0, this.secondsLeft(1));
    return () => Math.max(this.secondsLeft(until), this.secondsLeft(1) - (1 - LEAST_OF_REST) * rest);
  }

  /** Whether a step that begins now may go on. */
  hasTime(until = 1): () => boolean {
    const left = this.step(until);
    return () => left() > 0;
  }

  /** The most that a fit may take which begins now. @param left seconds of its step */
  ofFit(left = this.secondsLeft(1)): number {
    return Math.min(left, FIT_SHARE * this.seconds);
  }
}
