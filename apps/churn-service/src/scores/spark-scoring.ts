import { asyncBufferFromFile, parquetMetadataAsync, parquetReadObjects } from 'hyparquet';
import { Database, SETTINGS } from '#common';
import type { JobContext } from '#common';
import { closeSparkPlace, openSparkPlace, runSparkJob, sparkOptions } from '#common/spark';
import type { SparkPlace } from '#common/spark';
import { compiledFile } from '#common/threads';
import { Inject, Injectable } from '@nestjs/common';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { sparkFeaturesSql } from '../dataset/spark-features.sql.js';
import { writeUserDays } from '../dataset/user-days-file.js';
import { historyFrom } from '../dataset/windows.js';
import { encodeArtefact } from '../model/churn-artefact.js';
import type { ChurnModel } from '../model/churn-model.js';
import type { ChurnSettings } from '../settings.js';
import type { ScoreTable } from './churn-score.js';

const PROGRAM = fileURLToPath(compiledFile('./score-lines.js', import.meta.url));
/** Rows read at a time. */
const PIECE_USERS = 5_000;

interface ScoredUser {
  userId: bigint;
  margin: number;
  features: Uint8Array;
}

/** Computes features and scores of everybody in Spark: user_day leaves as Parquet, scores come back as Parquet. */
@Injectable()
export class SparkScoring {
  constructor(
    private readonly database: Database,
    @Inject(SETTINGS) private readonly settings: ChurnSettings,
  ) {}

  /** @param keep takes the scores, a piece after the other */
  async score<Kept>(
    model: ChurnModel,
    snapshotDate: string,
    context: JobContext,
    keep: (pieces: AsyncGenerator<ScoreTable>) => Promise<Kept>,
  ): Promise<Kept> {
    const place = await openSparkPlace(sparkOptions(this.settings), context.jobId);
    try {
      await mkdir(place.work, { recursive: true });
      const files = await this.write(model, snapshotDate, place);
      const detail = { snapshotDate, engine: 'spark', log: place.log };
      await runSparkJob(place, {
        script: 'churn.py',
        spec: { ...files, sql: sparkFeaturesSql(model.catalogue, snapshotDate, model.artefact.population) },
        onShare: (fraction, waits = null) => {
          const step = waits === null ? 'scoring everybody' : `scoring everybody: ${waits}`;
          context.progress({ step, fraction, detail });
        },
        signal: context.signal,
      });
      return await keep(readScores(join(place.work, 'scores'), context.signal));
    } finally {
      await closeSparkPlace(place);
    }
  }

  /** What Spark is to read, and where. */
  private async write(model: ChurnModel, snapshotDate: string, { work }: SparkPlace): Promise<object> {
    const paths = { userDays: join(work, 'user-days.parquet'), excluded: join(work, 'excluded.parquet') };
    const artefact = join(work, 'model');
    await writeFile(artefact, encodeArtefact(model.artefact));
    const days = { from: historyFrom(snapshotDate, model.artefact), to: snapshotDate };
    await this.database.transaction((transaction) => writeUserDays(transaction, days, paths), {
      statementTimeoutMs: 0,
    });
    return {
      userDays: pathToFileURL(paths.userDays).href,
      excluded: pathToFileURL(paths.excluded).href,
      scores: pathToFileURL(join(work, 'scores')).href,
      scorer: [process.execPath, PROGRAM, artefact],
    };
  }
}

/** Scores that Spark has written, some thousand users at a time. */
async function* readScores(folder: string, signal: AbortSignal): AsyncGenerator<ScoreTable> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.parquet'));
  for (const name of names) {
    const file = await asyncBufferFromFile(join(folder, name));
    const metadata = await parquetMetadataAsync(file);
    const rows = Number(metadata.num_rows);
    for (let rowStart = 0; rowStart < rows; rowStart += PIECE_USERS) {
      signal.throwIfAborted();
      const rowEnd = Math.min(rows, rowStart + PIECE_USERS);
      const users = await parquetReadObjects({ file, metadata, rowStart, rowEnd, utf8: false });
      yield tableOf(users as unknown as ScoredUser[]);
    }
  }
}

function tableOf(users: readonly ScoredUser[]): ScoreTable {
  const width = users[0]!.features.length;
  const bytes = new Uint8Array(users.length * width);
  users.forEach(({ features }, n) => bytes.set(features, n * width));
  return {
    userIds: BigInt64Array.from(users, ({ userId }) => userId),
    margins: Float64Array.from(users, ({ margin }) => margin),
    features: new Float32Array(bytes.buffer),
  };
}
