import type { TrainAndTest } from './baselines.js';

/** The published headline of this task in its own terms, beside the right ones. */
export interface Headline {
  /** What was published as "accuracy", almost certainly an area under the ROC curve: see docs/churn.md. */
  readonly original: {
    readonly train: number;
    readonly test: number;
    readonly calledThere: string;
    readonly readAs: string;
  };
  readonly rocAuc: { readonly train: number; readonly test: number };
  readonly accuracy: { readonly train: number; readonly test: number };
  /** Accuracy of saying the same of everybody: that of the larger class. */
  readonly accuracyOfTheMajority: { readonly train: number; readonly test: number };
  readonly sentence: string;
}

/** Puts a model's figures beside the published ones. */
export function headlineOf({ train, test }: TrainAndTest): Headline {
  const majority = (rate: number) => Math.max(rate, 1 - rate);
  const two = (value: number) => value.toFixed(2);
  return {
    original: { train: 0.92, test: 0.91, calledThere: 'accuracy', readAs: 'area under the ROC curve' },
    rocAuc: { train: train.rocAuc, test: test.rocAuc },
    accuracy: { train: train.accuracy, test: test.accuracy },
    accuracyOfTheMajority: { train: majority(train.churnRate), test: majority(test.churnRate) },
    sentence:
      `What was published as accuracy, 0.92 on training and 0.91 on test users, is almost certainly an area under ` +
      `the ROC curve; in these terms this model has ${two(train.rocAuc)} and ${two(test.rocAuc)}. Its accuracy is ${two(train.accuracy)} and ` +
      `${two(test.accuracy)}, where saying the same of everybody has ${two(majority(test.churnRate))} on the test users.`,
  };
}
