import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sparkOptions } from '#common/spark';
import type { SparkPlace } from '#common/spark';

/** Fast start, slow peak: jobs of tests end before the second compiler of Java pays. No space, since settings split there. */
export const QUICK_JAVA = 'extraJavaOptions=-XX:TieredStopAtLevel=1';

/** Two cores and little memory, as the tests have them. */
export const SMALL = {
  SPARK_MASTER: 'local[2]',
  SPARK_CONF: [
    `spark.driver.${QUICK_JAVA}`,
    'spark.driver.memory=1g',
    'spark.sql.shuffle.partitions=2',
    'spark.default.parallelism=2',
  ],
};

/** A place of its own for a test; `remove` takes it away. */
export function temporaryPlace(
  settings: Partial<typeof SMALL & { SPARK_WAIT_MINUTES: number }> = {},
): SparkPlace & { remove: () => void } {
  const folder = mkdtempSync(join(tmpdir(), 'spark-test-'));
  return {
    ...sparkOptions({ ...SMALL, SPARK_WAIT_MINUTES: 5, ...settings, SPARK_FOLDER: folder }),
    work: join(folder, 'work'),
    log: join(folder, 'spark.log'),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
