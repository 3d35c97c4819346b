/** Tells why a job of Spark failed, in a sentence. */
export class SparkFailed extends Error {}

/** What a full disk is told by, where that is the cause of an error; else the error. */
export function fullDisk(error: unknown, folder: string): unknown {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    const { code } = cause as { code?: unknown };
    if (code === 'ENOSPC' || code === 'EDQUOT')
      return new SparkFailed(`The disk is full at ${folder}: free space in SPARK_FOLDER.`);
  }
  return error;
}
