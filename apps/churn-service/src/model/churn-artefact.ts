import { OutdatedModelError } from '#common/outdated-model';
import { decodeClassifier, packArrays, unpackArrays } from '#ml';
import type { ClassifierKind, VennAbersFit } from '#ml';
import { createHash } from 'node:crypto';
import type { HeldOut, HeldOutSide } from './held-out.js';
import type { HorizonsOfModel } from './horizon-model.js';
import { featureCatalogue } from '../dataset/feature-catalogue.js';
import { Encoding } from './encoding.js';
import type { SilenceModel } from './silence.js';
import type { ChurnDefinition } from '../dataset/churn-definition.js';
import type { Calibrator } from './calibrator.js';

/** Seed and shares of the hash that divides users; the test share comes first. */
export interface UserSplit {
  readonly seed: number;
  readonly testShare: number;
  readonly validationShare: number;
  readonly calibrationShare: number;
}

/** Name of the model in the registry. */
export const CHURN_MODEL = 'churn';

/** What is known of a trained model beside its numbers. */
interface ArtefactHead extends ChurnDefinition {
  readonly model: ClassifierKind;
  readonly snapshotDate: string;
  readonly catalogueHash: string;
  readonly columns: readonly string[];
  /** BG/NBD that one of the columns comes from; null where it could not be fitted. */
  readonly silence: SilenceModel | null;
  readonly calibrator: Calibrator;
  /** How users were divided: its test users are those that it never learned from. */
  readonly split: UserSplit;
  /** Middle value of each quantity of the encoding among the training users; null for a code. */
  readonly typical: readonly (number | null)[];
}

/** A trained model as it is stored. */
export interface ChurnArtefact extends ArtefactHead {
  /** Learned from everybody, as `decodeClassifier` reads it: this one is served. */
  readonly classifier: Uint8Array;
  /** The same recipe without the test users: this one was evaluated, and is compared with newer versions. */
  readonly evaluated: Uint8Array;
  readonly heldOut: HeldOut;
  /** Bounds of a probability by the score of the classifier, from users that nothing was learned from. */
  readonly vennAbers: VennAbersFit;
  readonly horizons: HorizonsOfModel;
}

const MAGIC = Buffer.from('MBCHURN4');
const HASH_BYTES = 32;
const HEAD_AT = MAGIC.length + HASH_BYTES + 4;

/**
 * Format 4: magic, SHA-256 of all that follows, length of the head, the head as JSON with the lengths of all classifiers,
 * the classifiers, the held-out users, the bounds. The same artefact gives the same bytes.
 */
export function encodeArtefact({
  classifier,
  evaluated,
  heldOut,
  vennAbers,
  horizons: { classifier: hazard, ...horizons },
  ...head
}: ChurnArtefact): Buffer {
  const lengths = {
    classifierBytes: classifier.length,
    evaluatedBytes: evaluated.length,
    hazardBytes: hazard.length,
  };
  const json = Buffer.from(JSON.stringify({ ...head, horizons, ...lengths }));
  const length = Buffer.alloc(4);
  length.writeUInt32LE(json.length);
  const users = [heldOut.validation, heldOut.test].flatMap(packedSide);
  const bounds = [vennAbers.from, vennAbers.low, vennAbers.high].map((one) => Float64Array.from(one));
  const arrays = packArrays([...users, ...bounds]);
  const content = Buffer.concat([length, json, classifier, evaluated, hazard, arrays]);
  return Buffer.concat([MAGIC, createHash('sha256').update(content).digest(), content]);
}

/**
 * Reads a stored model.
 * @throws OutdatedModelError when it is of another format or was made from other feature definitions; Error when it is damaged
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
  const { classifierBytes, evaluatedBytes, hazardBytes, horizons, ...head } = JSON.parse(
    content.toString('utf8', 4, end),
  ) as ArtefactHead & {
    classifierBytes: number;
    evaluatedBytes: number;
    hazardBytes: number;
    horizons: Omit<HorizonsOfModel, 'classifier'>;
  };
  const evaluatedAt = end + classifierBytes;
  const hazardAt = evaluatedAt + evaluatedBytes;
  const arraysAt = hazardAt + hazardBytes;
  const classifier = new Uint8Array(content.subarray(end, evaluatedAt));
  const evaluated = new Uint8Array(content.subarray(evaluatedAt, hazardAt));
  const hazard = new Uint8Array(content.subarray(hazardAt, arraysAt));
  assertFits(head, classifier);
  const arrays = unpackArrays(new Uint8Array(content.subarray(arraysAt)));
  const heldOut = { validation: unpackedSide(arrays.slice(0, 3)), test: unpackedSide(arrays.slice(3, 6)) };
  const [from, low, high] = arrays.slice(6).map((one) => Float64Array.from(one)) as [
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  return {
    ...head,
    classifier,
    evaluated,
    heldOut,
    vennAbers: { from, low, high },
    horizons: { ...horizons, classifier: hazard },
  };
}

function assertFits(
  { featureDays, historyDays, catalogueHash, columns, silence, model }: ArtefactHead,
  bytes: Uint8Array,
): void {
  const catalogue = featureCatalogue({ featureDays, historyDays });
  const known = new Encoding(catalogue, silence).columns.map(({ name }) => name);
  const sameColumns = columns.length === known.length && columns.every((name, j) => name === known[j]);
  const classifier = decodeClassifier(bytes);
  if (catalogueHash !== catalogue.hash || !sameColumns || classifier.columns !== known.length)
    throw new OutdatedModelError('it was made from other feature definitions than those of this program.');
  if (classifier.kind !== model) throw new Error(`The stored churn model is no ${model}; retrain it.`);
}

/** Days are whole. */
function packedSide({ probabilities, labels, daysSinceLastEvent }: HeldOutSide) {
  return [Float64Array.from(probabilities), labels, Uint16Array.from(daysSinceLastEvent)];
}

function unpackedSide([probabilities, labels, days]: ArrayLike<number>[]): HeldOutSide {
  return {
    probabilities: Float64Array.from(probabilities!),
    labels: Uint8Array.from(labels!),
    daysSinceLastEvent: Float64Array.from(days!),
  };
}
