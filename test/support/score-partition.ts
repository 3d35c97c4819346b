import type { Database } from '#common';
import {
  attachPartitionSql,
  createPartitionSql,
  partitionOf,
} from '../../apps/churn-service/src/scores/score-sets.sql.js';

/** Makes room for scores that a test writes by itself. */
export async function addScorePartition(
  database: Pick<Database, 'query'>,
  snapshotDate: string,
  versionId: number,
): Promise<void> {
  const set = { snapshotDate, versionId };
  await database.query(createPartitionSql(partitionOf(set), set));
  await database.query(attachPartitionSql(set));
}
