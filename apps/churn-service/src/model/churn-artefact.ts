import { OutdatedModelError } from '#common/outdated-model';
import { decodeClassifier, packArrays, unpackArrays } from '#ml';
import type { ClassifierKind } from '#ml';
import { createHash } from 'node:crypto';
import type { HorizonsOfModel } from './horizon-model.js';
import type { ReferenceCounts } from './feature-counts.js';
import type { ScoreQuantiles } from './score-quantiles.js';
import { featureCatalogue } from '../dataset/feature-catalogue.js';
import { Encoding } from './encoding.js';
import type { ChurnDefinition } from '../dataset/churn-definition.js';
import type { Calibration } from './calibration.js';
import type { Calibrator } from './calibrator.js';

/** Seed of the hash that divides users, and the share of test users, which comes first. */
export interface UserSplit {
  readonly seed: number;
  readonly testShare: number;
}

/** Name of the model in the registry. */
export const CHURN_MODEL = 'churn';

/** What is known of a trained model in addition to its numbers. */
interface ArtefactHead extends ChurnDefinition {
  readonly model: ClassifierKind;
  readonly snapshotDate: string;
  readonly catalogueHash: string;
  readonly columns: readonly string[];
  /** How users were divided: its test users are those that it never learned from. */
  readonly split: UserSplit;
  /** Middle value of each quantity of the encoding among the training users; null for a code. */
  readonly typical: readonly (number | null)[];
  /** Features of the snapshot that was learned: those of later days are compared with them. */
  readonly reference: ReferenceCounts;
}

/** A classifier and what makes probabilities of its scores. */
export interface CalibratedClassifier extends Calibration {
  /** As `decodeClassifier` reads it. */
  readonly classifier: Uint8Array;
}

/**
 * Test users, of whom nothing was learned or chosen: decisions are evaluated on them. One entry a user; kept
 * with the artefact, since reports are listed.
 */
export interface HeldOut {
  /** Calibrated, in single precision as scores are stored: a cut among them is a cut among the scores. */
  readonly probabilities: Float64Array;
  /** 1 churned, 0 stayed. */
  readonly labels: Uint8Array;
  readonly daysSinceLastEvent: Float64Array;
  /** What each user counts. */
  readonly weights: Float64Array;
}

/** A trained model as it is stored. */
export interface ChurnArtefact extends ArtefactHead {
  /** Learned from everybody. */
  readonly served: CalibratedClassifier;
  /** The same recipe without the test users: this one was evaluated, and is compared with newer versions. */
  readonly evaluated: CalibratedClassifier;
  readonly heldOut: HeldOut;
  readonly horizons: HorizonsOfModel;
  /** What the served model says of everybody of the snapshot that it learned: later scores are compared with it. */
  readonly trainingScores: ScoreQuantiles;
}

/** The head as it is stored; what belongs to one classifier in the order of the classifiers. */
interface StoredHead extends ArtefactHead {
  readonly horizons: Omit<HorizonsOfModel, 'classifier'>;
  readonly scoredUsers: number;
  readonly calibrators: readonly Calibrator[];
  readonly lengths: readonly number[];
}

const MAGIC = Buffer.from('MBCHURNA');
const HASH_BYTES = 32;
const HEAD_AT = MAGIC.length + HASH_BYTES + 4;

/**
 * Format 10: magic, SHA-256 of all that follows, length of the head, the head as JSON with the lengths of all
 * classifiers, the classifiers, the held-out users, the bounds, the quantiles. The same artefact gives the same bytes.
 */
export function encodeArtefact({
  served,
  evaluated,
  heldOut,
  horizons: { classifier: hazard, ...horizons },
  trainingScores: { userCount: scoredUsers, quantiles },
  ...head
}: ChurnArtefact): Buffer {
  const classifiers = [served.classifier, evaluated.classifier, hazard];
  const calibrators = [served.calibrator, evaluated.calibrator];
  const lengths = classifiers.map(({ length }) => length);
  const stored = { ...head, horizons, scoredUsers, calibrators, lengths } satisfies StoredHead;
  const json = Buffer.from(JSON.stringify(stored));
  const length = Buffer.alloc(4);
  length.writeUInt32LE(json.length);
  const bounds = [served, evaluated].flatMap(({ bounds: { from, low, high } }) =>
    [from, low, high].map((one) => Float64Array.from(one)),
  );
  const arrays = packArrays([...packedUsers(heldOut), ...bounds, Float64Array.from(quantiles)]);
  const content = Buffer.concat([length, json, ...classifiers, arrays]);
  return Buffer.concat([MAGIC, createHash('sha256').update(content).digest(), content]);
}

/**
 * Reads a stored model.
 * @throws OutdatedModelError when it is of another format or was made from other feature definitions; Error
 * when it is damaged
 */
export function decodeArtefact(bytes: Uint8Array): ChurnArtefact {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  if (buffer.length < HEAD_AT || !buffer.subarray(0, MAGIC.length).equals(MAGIC))
    throw new OutdatedModelError('this program cannot read its format.');
  const content = buffer.subarray(MAGIC.length + HASH_BYTES);
  const hash = createHash('sha256').update(content).digest();
  if (!hash.equals(buffer.subarray(MAGIC.length, MAGIC.length + HASH_BYTES)))
    throw new Error('The stored churn model is damaged: its checksum does not match; retrain it.');
  const end = 4 + content.readUInt32LE(0);
  const { calibrators, lengths, horizons, scoredUsers, ...head } = JSON.parse(
    content.toString('utf8', 4, end),
  ) as StoredHead;
  let at = end;
  const [served, evaluated, hazard] = lengths.map(
    (bytes) => new Uint8Array(content.subarray(at, (at += bytes))),
  ) as [Uint8Array, Uint8Array, Uint8Array];
  assertFits(head, served);
  const arrays = unpackArrays(new Uint8Array(content.subarray(at)));
  const part = (classifier: Uint8Array, k: 0 | 1): CalibratedClassifier => {
    const [from, low, high] = arrays.slice(4 + 3 * k).map((one) => Float64Array.from(one));
    return { classifier, calibrator: calibrators[k]!, bounds: { from: from!, low: low!, high: high! } };
  };
  return {
    ...head,
    served: part(served, 0),
    evaluated: part(evaluated, 1),
    heldOut: unpackedUsers(arrays),
    horizons: { ...horizons, classifier: hazard },
    trainingScores: { userCount: scoredUsers, quantiles: Array.from(arrays.at(-1)!) },
  };
}

function assertFits(
  { featureDays, historyDays, catalogueHash, columns, model }: ArtefactHead,
  bytes: Uint8Array,
): void {
  const catalogue = featureCatalogue({ featureDays, historyDays });
  const known = new Encoding(catalogue).columns.map(({ name }) => name);
  const sameColumns = columns.length === known.length && columns.every((name, j) => name === known[j]);
  const classifier = decodeClassifier(bytes);
  if (catalogueHash !== catalogue.hash || !sameColumns || classifier.columns !== known.length)
    throw new OutdatedModelError('it was made from other feature definitions than those of this program.');
  if (classifier.kind !== model) throw new Error(`The stored churn model is no ${model}; retrain it.`);
}

/** Days are whole. */
function packedUsers({ probabilities, labels, daysSinceLastEvent, weights }: HeldOut) {
  return [Float64Array.from(probabilities), labels, Uint16Array.from(daysSinceLastEvent), weights];
}

function unpackedUsers([probabilities, labels, days, weights]: ArrayLike<number>[]): HeldOut {
  return {
    probabilities: Float64Array.from(probabilities!),
    labels: Uint8Array.from(labels!),
    daysSinceLastEvent: Float64Array.from(days!),
    weights: Float64Array.from(weights!),
  };
}
