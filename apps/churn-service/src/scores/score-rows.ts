import { pgDay } from '#common/calendar';
import { sigmoid } from '#ml';
import type { NewScoreSet } from './score-set.js';

/** Scores of some users, one entry a user. */
export interface ScoreTable {
  readonly userIds: BigInt64Array;
  /** Log-odds of the probabilities. */
  readonly margins: Float64Array;
  /** users x features. */
  readonly features: Float32Array;
}

/** Signature, flags and extension length: the header of PostgreSQL's binary COPY format. */
const HEADER = Buffer.from('PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0', 'latin1');
const TRAILER = Buffer.from([0xff, 0xff]);
const FIELDS = 7;
const YEAR_2000 = Date.UTC(2000, 0, 1);

/**
 * The scores of a set in PostgreSQL's binary COPY format, a piece for each of theirs: snapshot date, version,
 * time, user, probability, margin, features. What `pieces` throws ends the copy.
 */
export async function* scoreRows(
  set: NewScoreSet,
  pieces: AsyncIterable<ScoreTable>,
): AsyncGenerator<Buffer> {
  yield HEADER;
  for await (const piece of pieces) yield rowsOf(set, piece);
  yield TRAILER;
}

function rowsOf(
  { snapshotDate, versionId, scoredAt }: NewScoreSet,
  { userIds, margins, features }: ScoreTable,
): Buffer {
  const users = userIds.length;
  const width = features.length / users;
  const bytes = new Uint8Array(features.buffer, features.byteOffset, features.byteLength);
  const rowBytes = 2 + FIELDS * 4 + (4 + 4 + 8 + 8 + 4 + 4 + 4 * width);
  const buffer = Buffer.allocUnsafe(users * rowBytes);
  const day = pgDay(snapshotDate);
  const microseconds = BigInt(scoredAt.getTime() - YEAR_2000) * 1000n;
  let at = 0;
  const length = (size: number) => {
    at = buffer.writeInt32BE(size, at);
  };
  for (let row = 0; row < users; row++) {
    at = buffer.writeInt16BE(FIELDS, at);
    length(4);
    at = buffer.writeInt32BE(day, at);
    length(4);
    at = buffer.writeInt32BE(versionId, at);
    length(8);
    at = buffer.writeBigInt64BE(microseconds, at);
    length(8);
    at = buffer.writeBigInt64BE(userIds[row]!, at);
    length(4);
    at = buffer.writeFloatBE(sigmoid(margins[row]!), at);
    length(4);
    at = buffer.writeFloatBE(margins[row]!, at);
    length(4 * width);
    buffer.set(bytes.subarray(row * 4 * width, (row + 1) * 4 * width), at);
    at += 4 * width;
  }
  return buffer;
}
