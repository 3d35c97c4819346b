import type { ColumnSource } from 'hyparquet-writer';
import { fileWriter, ParquetWriter } from 'hyparquet-writer';
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { ExplainedScore } from '../scores/score-explainer.js';
import type { ChurnScore } from '../scores/scores.repository.js';

/** A user of a published snapshot, by the id that callers use. */
export type PublishedUser = ChurnScore & ExplainedScore;

/** A file of a published snapshot, as its manifest names it. */
export interface Part {
  readonly name: string;
  readonly rows: number;
  readonly bytes: number;
  readonly sha256: string;
}

/** One request puts a file into a bucket: at most 5 GB. */
const PART_ROWS = 500_000;

/**
 * Writes users as Parquet files `<stem>-0.parquet` and so on into a folder, each given out when it is whole; a row
 * group a batch.
 * @param features names of the features, in the order of the users' values
 */
export async function* writeParts(
  folder: string,
  stem: string,
  features: readonly string[],
  batches: AsyncIterable<PublishedUser[]>,
): AsyncGenerator<Part> {
  let [number, rows] = [0, 0];
  let file: ParquetWriter | null = null;
  const name = () => `${stem}-${number}.parquet`;
  const finished = async (): Promise<Part> => {
    void file!.finish();
    const path = join(folder, name());
    const hash = createHash('sha256');
    await pipeline(createReadStream(path), hash);
    return { name: name(), rows, bytes: (await stat(path)).size, sha256: hash.digest('hex') };
  };
  for await (const users of batches) {
    file ??= new ParquetWriter({ writer: fileWriter(join(folder, name())), schema: schemaOf(features) });
    // The writer of files writes at once.
    void file.write({ columnData: columnsOf(users, features), rowGroupSize: users.length });
    rows += users.length;
    if (rows < PART_ROWS) continue;
    yield await finished();
    [number, rows, file] = [number + 1, 0, null];
  }
  if (file !== null) yield await finished();
}

function schemaOf(features: readonly string[]): ConstructorParameters<typeof ParquetWriter>[0]['schema'] {
  const optional = { repetition_type: 'OPTIONAL' } as const;
  const text = { type: 'BYTE_ARRAY', repetition_type: 'REQUIRED' } as const;
  return [
    { name: 'root', num_children: 5 + features.length },
    { name: 'user_id', converted_type: 'UTF8', ...text },
    { name: 'probability', type: 'FLOAT', repetition_type: 'REQUIRED' },
    { name: 'probability_low', type: 'DOUBLE', ...optional },
    { name: 'probability_high', type: 'DOUBLE', ...optional },
    { name: 'reasons', converted_type: 'JSON', ...text },
    ...features.map((name) => ({ name, type: 'FLOAT' as const, ...optional })),
  ];
}

/** Never is null, as everywhere outside. */
function columnsOf(users: readonly PublishedUser[], features: readonly string[]): ColumnSource[] {
  return [
    { name: 'user_id', data: users.map(({ userId }) => userId) },
    { name: 'probability', data: users.map(({ probability }) => probability) },
    { name: 'probability_low', data: users.map(({ interval }) => interval?.low) },
    { name: 'probability_high', data: users.map(({ interval }) => interval?.high) },
    { name: 'reasons', data: users.map(({ reasons }) => reasons) },
    ...features.map((name, at) => ({ name, data: users.map((user) => known(user.features[at])) })),
  ];
}

function known(value: number | undefined): number | undefined {
  return Number.isNaN(value) ? undefined : value;
}
