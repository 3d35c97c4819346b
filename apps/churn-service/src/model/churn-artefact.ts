import { OutdatedModelError } from '#common/outdated-model';
import { classifierOf } from '#ml';
import type { Classifier, ClassifierModel } from '#ml';
import { createHash } from 'node:crypto';
import type { HorizonsOfModel } from './horizon-model.js';
import type { ReferenceCounts } from './feature-counts.js';
import type { ScoreQuantiles } from './score-quantiles.js';
import { featureCatalogue } from '../dataset/feature-catalogue.js';
import { Encoding } from './encoding.js';
import type { ChurnDefinition } from '../dataset/churn-definition.js';
import type { Calibration } from './calibration.js';
import { packed, unpacked } from './packed.js';

/** Seed of the hash that divides users, and the share of test users, which comes first. */
export interface UserSplit {
  readonly seed: number;
  readonly testShare: number;
}

/** A classifier and what makes probabilities of its scores. */
export interface CalibratedClassifier extends Calibration {
  readonly classifier: ClassifierModel;
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

/** A trained model as it is stored: plain data. */
export interface ChurnArtefact extends ChurnDefinition {
  readonly model: Classifier['kind'];
  readonly snapshotDate: string;
  readonly catalogueHash: string;
  readonly columns: readonly string[];
  /** How users were divided: its test users are those that it never learned from. */
  readonly split: UserSplit;
  /** Middle value of each quantity of the encoding among the training users; null for a code. */
  readonly typical: readonly (number | null)[];
  /** Features of the snapshot that was learned: those of later days are compared with them. */
  readonly reference: ReferenceCounts;
  /** Learned from everybody. */
  readonly served: CalibratedClassifier;
  /** The same recipe without the test users: this one was evaluated, and is compared with newer versions. */
  readonly evaluated: CalibratedClassifier;
  readonly heldOut: HeldOut;
  readonly horizons: HorizonsOfModel;
  /** What the served model says of everybody of the snapshot that it learned: later scores are compared with it. */
  readonly trainingScores: ScoreQuantiles;
}

const MAGIC = Buffer.from('MBCHURNB');
const HASH_BYTES = 32;
const CONTENT_AT = MAGIC.length + HASH_BYTES;

/** Magic, SHA-256 of all that follows, the artefact as packed data. The same artefact gives the same bytes. */
export function encodeArtefact(artefact: ChurnArtefact): Buffer {
  const content = packed(artefact);
  return Buffer.concat([MAGIC, createHash('sha256').update(content).digest(), content]);
}

/**
 * Reads a stored model.
 * @throws OutdatedModelError when it is of another format or was made from other feature definitions; Error
 * when it is damaged
 */
export function decodeArtefact(bytes: Uint8Array): ChurnArtefact {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  if (buffer.length < CONTENT_AT || !buffer.subarray(0, MAGIC.length).equals(MAGIC))
    throw new OutdatedModelError('this program cannot read its format.');
  const content = buffer.subarray(CONTENT_AT);
  const hash = createHash('sha256').update(content).digest();
  if (!hash.equals(buffer.subarray(MAGIC.length, CONTENT_AT)))
    throw new Error('The stored churn model is damaged: its checksum does not match; retrain it.');
  const artefact = unpacked(content) as ChurnArtefact;
  assertFits(artefact);
  return artefact;
}

function assertFits({
  featureDays,
  historyDays,
  facts,
  catalogueHash,
  columns,
  model,
  served,
}: ChurnArtefact): void {
  const catalogue = featureCatalogue({ featureDays, historyDays, facts });
  const known = new Encoding(catalogue).columns.map(({ name }) => name);
  const sameColumns = columns.length === known.length && columns.every((name, j) => name === known[j]);
  const classifier = classifierOf(served.classifier);
  if (catalogueHash !== catalogue.hash || !sameColumns || classifier.columns !== known.length)
    throw new OutdatedModelError('it was made from other feature definitions than those of this program.');
  if (classifier.kind !== model) throw new Error(`The stored churn model is no ${model}; retrain it.`);
}
