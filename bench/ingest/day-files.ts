import { join } from 'node:path';
import type { BenchPlatform } from './bench-platform.js';
import { show } from './compare-copy.js';
import { packedSet } from './sample-set.js';
import type { SetShape } from './sample-set.js';

/** The same archives by the loader into PostgreSQL, and by Spark on two cores into Parquet files by day, in turns. */
export async function measureDayFiles(
  platform: BenchPlatform,
  data: string,
  shape: SetShape,
  rounds: number,
): Promise<void> {
  const packed = await packedSet(data, shape);
  const spark = {
    SPARK_MASTER: 'local[2]',
    SPARK_FOLDER: join(data, 'spark'),
    DAY_FILES_DIR: join(data, 'days'),
  };
  for (let round = 0; round < rounds; round++) {
    await platform.withService(packed, async (service) =>
      show('loader', await service.load('.', 'untouched')),
    );
    await platform.withService(
      packed,
      async (service) =>
        show('Spark, files by day', await service.load('.', 'untouched', '/admin/ingest/day-files')),
      spark,
    );
  }
}
