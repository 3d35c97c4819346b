import type { OnShare } from '#common/spark';
import type { TrainingProgress } from './training-task.js';

export type Report = (progress: TrainingProgress) => void;

/** A step of a training, with the shares of the time at which it begins and ends, about. */
interface Step {
  step: string;
  from: number;
  to: number;
}

/** Reports how far the training is, and keeps how long each step took. */
export class StepWatch {
  readonly seconds: Record<string, number> = {};

  constructor(private readonly report: Report) {}

  async during<T>({ step, from, to }: Step, work: (onShare: OnShare) => Promise<T>): Promise<T> {
    const started = performance.now();
    this.report({ step, fraction: from });
    const result = await work((share, waits = null) => {
      const fraction = from + (to - from) * share;
      this.report({ step: waits === null ? step : `${step}: ${waits}`, fraction });
    });
    this.seconds[step] = Math.round(performance.now() - started) / 1000;
    return result;
  }
}
