/** Says why a job of Spark failed, in a sentence. */
export class SparkFailed extends Error {}

/** The message of a full disk, where that is the cause of an error; else the error. */
export function fullDisk(error: unknown, folder: string): unknown {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    const { code } = cause as { code?: unknown };
    if (code === 'ENOSPC' || code === 'EDQUOT')
      return new SparkFailed(`The disk is full at ${folder}: free space in SPARK_FOLDER.`);
  }
  return error;
}

/** What ended a job of Spark. */
export interface SparkExit {
  code: number | null;
  signal: string | null;
  /** The end of what it printed. */
  said: string;
}

interface Cause {
  when: RegExp;
  reason: string;
}

const JAVA =
  'Install Java 17 or newer (on Debian: apt-get install openjdk-17-jre-headless), or set JAVA_HOME';

/** In the order in which they are looked for: what comes first is the cause of what comes later. */
const CAUSES: Cause[] = [
  {
    when: /No space left on device|Disk quota exceeded/,
    reason: 'Spark found the disk full: free space in SPARK_FOLDER, or in the spark.local.dir of the machine',
  },
  {
    when: /OutOfMemoryError|Cannot allocate memory|insufficient memory for the Java Runtime/,
    reason:
      'Spark ran out of memory: raise spark.driver.memory or spark.executor.memory in SPARK_CONF, or lower RECOMMENDER_FACTORS',
  },
  {
    when: /JAVA_HOME is not set|java: (command )?not found|java: No such file|exec: .*java/,
    reason: `There is no Java, which Spark runs on. ${JAVA}`,
  },
  { when: /UnsupportedClassVersionError/, reason: `This Java is too old for Spark. ${JAVA}` },
  {
    when: /All masters are unresponsive|Invalid master URL|Failed to connect to master|Could not parse Master URL|Failed to connect to ResourceManager|External scheduler cannot be instantiated/,
    reason: 'Spark cannot reach its master: check SPARK_MASTER, and that the cluster runs',
  },
  {
    when: /Master removed our application|ExecutorLostFailure|Lost executor|exceeded (the )?max(imum)? number of .*executor failures/,
    reason: 'Spark lost its executors more often than it tries again: look at the logs of the workers',
  },
];

/** The executable was not found, or may not be run. */
const NOT_FOUND = [126, 127];
const KILLED = 137;

/** Why a job of Spark failed, in one sentence without its last full stop. */
export function exitReason({ code, signal, said }: SparkExit, submit: string): string {
  const cause = CAUSES.find(({ when }) => when.test(said));
  if (cause !== undefined) return cause.reason;
  if (code !== null && NOT_FOUND.includes(code)) return noSpark(submit);
  if (code === KILLED || signal === 'SIGKILL')
    return 'Spark was killed from outside; where the machine was out of memory, lower spark.driver.memory in SPARK_CONF';
  return `Spark ended with ${signal ?? `code ${code}`}: ${lastError(said)}`;
}

export function noSpark(submit: string): string {
  return `There is no Spark: ${submit} cannot be run. Run npm run spark:setup, or set SPARK_SUBMIT`;
}

/** The last line that names an error, without the names of packages. */
function lastError(said: string): string {
  const lines = said.split('\n').map((line) => line.trim());
  const found = lines.findLast((line) => /^(Caused by: )?[\w.]*(Error|Exception)\b.*/.test(line));
  return (found ?? lines.findLast((line) => line !== '') ?? 'it said nothing').slice(0, 300);
}
