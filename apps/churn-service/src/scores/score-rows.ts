import { pgDay } from '#common/calendar';
import { CopyRows } from '#common/copy';
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

const FIELDS = 7;
const YEAR_2000 = Date.UTC(2000, 0, 1);

/**
 * The scores of a set in PostgreSQL's binary COPY format: snapshot date, version, time, user, probability, margin,
 * features. What `pieces` throws ends the copy.
 */
export async function* scoreRows(
  { snapshotDate, versionId, scoredAt }: NewScoreSet,
  pieces: AsyncIterable<ScoreTable>,
): AsyncGenerator<Buffer> {
  const rows = new CopyRows();
  const day = pgDay(snapshotDate);
  const microseconds = BigInt(scoredAt.getTime() - YEAR_2000) * 1000n;
  for await (const { userIds, margins, features } of pieces) {
    const rowBytes = features.byteLength / userIds.length;
    const bytes = new Uint8Array(features.buffer, features.byteOffset, features.byteLength);
    for (let row = 0; row < userIds.length; row++) {
      rows.begin(FIELDS, rowBytes);
      rows.int32(day);
      rows.int32(versionId);
      rows.int64(microseconds);
      rows.int64(userIds[row]!);
      rows.float32(sigmoid(margins[row]!));
      rows.float32(margins[row]!);
      rows.bytes(bytes.subarray(row * rowBytes, (row + 1) * rowBytes));
    }
    yield* rows.take();
  }
  yield* rows.finish();
}
