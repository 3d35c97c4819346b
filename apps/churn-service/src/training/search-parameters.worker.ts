import { bootstrapInterval, boundedSearch, decodeClassifier, sigmoid, takeRows } from '#ml';
import type { ClassifierKind } from '#ml';
import type { ModelAttemptDto, SearchedModelDto } from './searched-model.dto.js';
import { calibrated, dealt, fitCalibration } from '../model/calibration.js';
import type { HeldOutUsers } from '../model/calibration.js';
import { lossesOf, weightedMean } from '../model-quality/metrics.js';
import { marginsOf } from './calibrate.js';
import { fitModel } from './fit.js';
import { changed, DEFAULT_PARAMETERS, neighbours, only, PARAMETERS_OF } from './model-parameters.js';
import type { Point } from './model-parameters.js';
import { labelsOf, withoutTestUsers } from './rows.js';
import { trainingTask } from './prepare.js';
import type { ChurnTrainingData, TrainingTask } from './prepare.js';

export interface ModelSearchOutcome {
  /** In their order; of each kind the first is the start. */
  readonly attempts: readonly ModelAttemptDto[];
  readonly models: readonly SearchedModelDto[];
  /** The start, changed where a kind of model was bettered. */
  readonly best: Point;
}

/** What a search may cost. */
export interface SearchLimits {
  readonly attempts: number;
  readonly seconds: number;
}

export interface SearchProgress {
  readonly model: ClassifierKind;
  readonly attempts: number;
}

/** Share of the limits at which the search over a kind of model ends; boosting has most to choose, and the rest. */
const ENDS_AT: Record<ClassifierKind, number> = {
  'logistic-regression': 0.15,
  'random-forest': 0.3,
  'gradient-boosting': 1,
};
/** Share of the attempts of boosting that are drawn before the climb. */
const DRAWN = 0.2;

export interface SearchTask {
  readonly data: ChurnTrainingData;
  readonly limits: SearchLimits;
}

/**
 * Bounded search of the parameters of each kind of model in a thread of its own, by fits on the training users
 * and the log loss of the calibrated model on the validation users. Test users are left out first.
 * @param now milliseconds, for the limit alone
 */
export default async function searchParameters(
  { data: all, limits }: SearchTask,
  report: (progress: SearchProgress) => void,
  now: () => number = () => performance.now(),
): Promise<ModelSearchOutcome> {
  const data = { ...all, ...withoutTestUsers(all, all) };
  const task = trainingTask(data, { evaluated: false });
  const started = now();
  const evaluator = new Evaluator(task);
  let attempts: Evaluated[] = [];
  for (const model of data.models) {
    const isLast = model === data.models.at(-1);
    const share = isLast ? 1 : ENDS_AT[model];
    const left = Math.max(1, Math.floor(share * limits.attempts) - attempts.length);
    const found = await boundedSearch<Point, Evaluated>({
      start: data.parameters,
      known: [DEFAULT_PARAMETERS],
      draws: PARAMETERS_OF[model].length > 1 ? DRAWN * left : 0,
      drawn: (random, best) => changed(best, PARAMETERS_OF[model], () => random.next()),
      neighbours: (point, step) => neighbours(point, PARAMETERS_OF[model], step),
      seed: data.seed,
      attempts: left,
      hasTime: () => (now() - started) / 1000 < share * limits.seconds,
      keyOf: (point) => JSON.stringify(only(PARAMETERS_OF[model], point)),
      attempt: (point) => {
        report({ model, attempts: evaluator.made });
        return evaluator.attempt(model, point);
      },
      scoreOf: ({ attempt }) => -attempt.logLoss,
    });
    attempts = [...attempts, ...found];
  }
  const models = data.models.map((model) =>
    compared(
      attempts.filter(({ attempt }) => attempt.model === model),
      data,
    ),
  );
  return {
    attempts: attempts.map(({ attempt }) => attempt),
    models: models.map(({ searched }) => searched),
    best: models.reduce<Point>(
      (best, { searched, parameters }) =>
        searched.taken ? { ...best, ...only(PARAMETERS_OF[searched.model], parameters) } : best,
      data.parameters,
    ),
  };
}

interface Evaluated {
  readonly attempt: ModelAttemptDto;
  readonly calibration: HeldOutUsers;
  readonly validation: HeldOutUsers;
}

/** What all attempts have in common: data, users and the way they are evaluated. */
class Evaluator {
  made = 0;
  private readonly held;

  constructor(private readonly task: TrainingTask) {
    const side = (rows: Int32Array) => ({
      x: takeRows(task.x, rows),
      labels: labelsOf(task.data, rows),
    });
    this.held = { calibration: side(task.sides.calibration), validation: side(task.sides.validation) };
  }

  attempt(model: ClassifierKind, parameters: Point): Evaluated {
    this.made++;
    const { calibration, validation } = this.held;
    const task = { ...this.task, data: { ...this.task.data, parameters } };
    const classifier = decodeClassifier(fitModel(model, task).bytes);
    const [ofCalibration, ofValidation] = [calibration, validation].map(({ x, labels }) => ({
      margins: marginsOf(classifier, x),
      labels,
    })) as [HeldOutUsers, HeldOutUsers];
    const losses = lossesAfter(ofCalibration, ofValidation, task.data.seed);
    return {
      attempt: { model, parameters, logLoss: losses.reduce((sum, loss) => sum + loss, 0) / losses.length },
      calibration: ofCalibration,
      validation: ofValidation,
    };
  }
}

/** Log loss of each user of a fit that is calibrated on other users. */
function lossesAfter(calibration: HeldOutUsers, on: HeldOutUsers, seed: number): Float64Array {
  const fitted = fitCalibration(dealt(calibration), seed).calibration;
  return lossesOf(calibrated(fitted, on.margins).map(sigmoid), on.labels);
}

/** The best attempt next to the first, with the two sides of held-out users exchanged. */
function compared(
  attempts: readonly Evaluated[],
  { resamples, seed }: ChurnTrainingData,
): { searched: SearchedModelDto; parameters: Point } {
  const [start] = attempts as [Evaluated];
  const best = attempts.reduce((a, b) => (b.attempt.logLoss < a.attempt.logLoss ? b : a));
  const [before, after] = [start, best].map(({ validation, calibration }) =>
    lossesAfter(validation, calibration, seed),
  ) as [Float64Array, Float64Array];
  const gains = before.map((loss, user) => loss - after[user]!);
  const gain = bootstrapInterval(gains.length, (weights) => weightedMean(gains, weights), {
    resamples,
    seed,
  });
  return {
    parameters: best.attempt.parameters,
    searched: {
      model: start.attempt.model,
      startLogLoss: start.attempt.logLoss,
      bestLogLoss: best.attempt.logLoss,
      gain,
      taken: gain.value > gain.standardError && gain.value > 0,
    },
  };
}
