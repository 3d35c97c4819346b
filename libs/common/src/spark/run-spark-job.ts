import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { accessSync, constants, createWriteStream } from 'node:fs';
import type { WriteStream } from 'node:fs';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { exitReason, noSpark, SparkFailed } from './exit-reason.js';
import type { SparkPlace } from './spark-settings.js';
import { inCheckout } from './spark-settings.js';
import { WorkerWait } from './worker-wait.js';

/** One run of a script below engines/spark. */
export interface SparkJob {
  /** File name of the script. */
  script: string;
  /** What it is asked to do, as its one argument in JSON. */
  spec: object;
  /** Receives the share that is done. */
  onShare?: OnShare;
  /** Ends Spark when it fires; the thread that started it need not end then. */
  signal?: AbortSignal;
}

/** @param share 0 to 1 @param waits what the work waits for, where it waits: 'waits for ...' */
export type OnShare = (share: number, waits?: string | null) => void;

/**
 * Runs the command in a process group of its own and ends the whole group when standard input ends. So Spark
 * ends with the thread or process that started it, however that ended.
 */
const GROUP = `exec 3<&0
"$@" </dev/null 3<&- &
job=$!
( cat <&3; kill -KILL 0 ) >/dev/null 2>&1 &
wait "$job"; code=$?
kill "$!"
exit "$code"`;
/** Variables of this process that Spark gets. */
const PASSED_ON = /^(PATH|JAVA_HOME|PYSPARK_.+)$/;
/** Lines at the end that are searched for the cause of a failure. */
const TAIL = 2_000;
/** Lines by which a script reports its progress; everything else it prints is for the log. */
const SHARE = /^share (\d(?:\.\d+)?)$/;

/**
 * Runs a script by spark-submit and waits until it has ended.
 * @throws SparkFailed
 */
export async function runSparkJob(place: SparkPlace, job: SparkJob): Promise<void> {
  job.signal?.throwIfAborted();
  refuseMissing(place.submit);
  const log = createWriteStream(place.log, { flags: 'a' });
  // A full disk ends the job by what Spark says of it, and must not end this process.
  log.on('error', () => undefined);
  try {
    const child = spawn('sh', ['-c', GROUP, 'sh', place.submit, ...argumentsOf(place, job)], {
      detached: true,
      stdio: 'pipe',
      env: environmentOf(place.submit),
    });
    const stop = (): void => void child.stdin.destroy();
    const wait = new WorkerWait(place);
    const said = listen(child, log, (line) => {
      const share = SHARE.exec(line);
      if (share !== null) job.onShare?.(Number(share[1]), wait.sentence);
      else if (wait.isOver(line)) stop();
      return share === null;
    });
    job.signal?.addEventListener('abort', stop);
    const { code, signal } = await ended(child);
    job.signal?.removeEventListener('abort', stop);
    job.signal?.throwIfAborted();
    wait.throwIfOver();
    if (code === 0) return;
    const reason = exitReason({ code, signal, said: said.join('\n') }, place.submit);
    throw new SparkFailed(`${reason}. Its log: ${place.log}`);
  } finally {
    await new Promise<void>((resolve) => log.end(() => resolve()));
  }
}

function refuseMissing(submit: string): void {
  // A bare name is looked for in PATH, by the shell.
  if (submit.includes('/') && !isExecutable(submit)) throw new SparkFailed(`${noSpark(submit)}.`);
}

function argumentsOf({ master, conf, work }: SparkPlace, { script, spec }: SparkJob): string[] {
  const isLocal = master.startsWith('local');
  const properties = [
    // No page on port 4040 of every address.
    'spark.ui.enabled=false',
    ...(isLocal
      ? ['spark.driver.host=127.0.0.1', 'spark.driver.bindAddress=127.0.0.1', `spark.local.dir=${work}`]
      : []),
    ...conf,
  ];
  return [
    ...['--master', master, '--name', `music-box ${script}`],
    ...properties.flatMap((property) => ['--conf', property]),
    inCheckout(`engines/spark/${script}`),
    JSON.stringify(spec),
  ];
}

/**
 * PATH, JAVA_HOME and PYSPARK_* of this process, without its passwords and keys. Scripts run on the Python
 * next to spark-submit, where there is one: it has the packages they need.
 */
function environmentOf(submit: string): NodeJS.ProcessEnv {
  const python = join(dirname(submit), 'python');
  const bundled = submit.includes('/') && isExecutable(python) ? { PYSPARK_PYTHON: python } : {};
  const passed = Object.entries(process.env).filter(([name]) => PASSED_ON.test(name));
  return { ...bundled, ...Object.fromEntries(passed) };
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/**
 * @param isForLog gets every line. @returns the last lines that were said, which grow while the child runs
 */
function listen(child: ChildProcess, log: WriteStream, isForLog: (line: string) => boolean): string[] {
  const said: string[] = [];
  const hear = (line: string): void => {
    if (!isForLog(line)) return;
    log.write(`${line}\n`);
    said.push(line);
    if (said.length > 2 * TAIL) said.splice(0, TAIL);
  };
  for (const input of [child.stdout!, child.stderr!]) createInterface({ input }).on('line', hear);
  return said;
}

function ended(child: ChildProcess): Promise<{ code: number | null; signal: string | null }> {
  // Nothing is written to it; that it is gone must not count as an error.
  child.stdin!.on('error', () => undefined);
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => resolve({ code, signal }));
  });
}
