import { fitLogisticRegression, takeRows, trainBoosting, trainForest } from '#ml';
import type { BoostingOptions, ClassifierKind, ClassifierModel } from '#ml';
import type { FitDto } from './model-report.dto.js';
import { boostingSettings, forestSettings, SHRINKAGE } from './model-parameters.js';
import { outcomesOf } from './rows.js';
import type { TrainingTask } from './prepare.js';

/** One fitted model as plain data that can be sent between threads. */
export interface FittedModel {
  readonly kind: ClassifierKind | 'blend';
  readonly model: ClassifierModel;
  readonly report: FitDto;
  /** Of a blend, what is added up; otherwise empty. */
  readonly parts: readonly {
    readonly fitted: FittedModel;
    readonly slope: number;
    readonly intercept: number;
  }[];
}

/**
 * The same recipe, which has been evaluated, fitted to all rows: those of users on every side, the newest
 * labels included. Boosting grows as many trees as it kept when it stopped early; a blend keeps its weights.
 */
export function refitModel(
  { kind, report, parts }: FittedModel,
  task: TrainingTask,
  rows: Int32Array = Int32Array.from(task.data.labels.keys()),
): ClassifierModel {
  if (kind === 'blend')
    return {
      parts: parts.map(({ fitted, ...line }) => ({ model: refitModel(fitted, task, rows), ...line })),
    };
  const sides = { ...task.sides, train: rows, growing: rows, stopping: new Int32Array(0) };
  const all = { ...task, sides };
  if (kind !== 'gradient-boosting') return fitModel(kind, all).model;
  return boost(all, () => undefined, { trees: Math.max(1, Number(report.outcome['trees'])) }).model;
}

/** Trees grown so far, and at most. */
type OnTrees = (trees: number, of: number) => void;

/** Fits one kind of model to the training users: the same task gives the same bytes, whichever thread it runs in. */
export function fitModel(
  kind: ClassifierKind,
  task: TrainingTask,
  onTrees: OnTrees = () => undefined,
): FittedModel {
  switch (kind) {
    case 'logistic-regression':
      return fitLogistic(task);
    case 'random-forest':
      return growForest(task, onTrees);
    case 'gradient-boosting':
      return boost(task, onTrees);
  }
}

function fitLogistic({ data, x, sides }: TrainingTask): FittedModel {
  const { labels, weights } = outcomesOf(data, sides.train);
  const settings = { solver: data.logisticSolver, shrinkage: SHRINKAGE };
  const fit = fitLogisticRegression(takeRows(x, sides.train), labels, { ...settings, weights });
  return {
    kind: 'logistic-regression',
    // The encoding has no missing values: never is a column of its own.
    model: fit.model,
    report: {
      settings,
      outcome: {
        steps: fit.steps,
        converged: fit.converged,
        trainLogLoss: fit.logLoss,
        gradientNorm: fit.gradientNorm,
        // Expected distance of the log loss to its minimum.
        expectedGap: fit.expectedGap,
        columns: x.columns,
      },
    },
    parts: [],
  };
}

function growForest({ data, binned, sides }: TrainingTask, onTrees: OnTrees): FittedModel {
  const options = forestSettings(sides.train.length, data.seed);
  const ensemble = trainForest({
    table: binned(),
    labels: data.labels,
    weights: data.weights,
    trainRows: sides.train,
    options,
    onTree: (trees) => onTrees(trees, options.trees!),
  });
  return {
    kind: 'random-forest',
    model: ensemble,
    report: { settings: { ...options }, outcome: sizeOf(ensemble) },
    parts: [],
  };
}

function boost(
  { data, binned, sides }: TrainingTask,
  onTrees: OnTrees,
  change: Partial<BoostingOptions> = {},
): FittedModel {
  const options = { ...boostingSettings(sides.growing.length, data.seed), ...change };
  const { ensemble, validationLogLoss } = trainBoosting({
    table: binned(),
    labels: data.labels,
    weights: data.weights,
    trainRows: sides.growing,
    validationRows: sides.stopping,
    options,
    onTree: (trees) => onTrees(trees, options.trees!),
  });
  return {
    kind: 'gradient-boosting',
    model: ensemble,
    report: {
      settings: { ...options },
      outcome: {
        ...sizeOf(ensemble),
        stoppedEarly: validationLogLoss.length < options.trees!,
        stoppingUsers: sides.stopping.length,
      },
    },
    parts: [],
  };
}

function sizeOf({ roots, feature }: { roots: Int32Array; feature: Int16Array }): Record<string, number> {
  return {
    trees: roots.length - 1,
    leaves: feature.reduce((sum, column) => sum + (column === -1 ? 1 : 0), 0),
  };
}
