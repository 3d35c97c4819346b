import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runSparkJob } from './run-spark-job.js';
import { SparkFailed } from './exit-reason.js';
import type { SparkPlace } from './spark-settings.js';

/** Scripts stand in for spark-submit: what is tested here is how a program is started, heard and ended. */
describe('runSparkJob', () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'spark-job-'));
  });

  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  function placeOf(script: string): SparkPlace {
    const submit = join(folder, 'spark-submit');
    writeFileSync(submit, `#!/bin/sh\n${script}\n`);
    chmodSync(submit, 0o755);
    const work = join(folder, 'work');
    const log = join(folder, 'job.log');
    return { submit, master: 'local[2]', conf: ['spark.a=1'], waitMinutes: 1, folder, work, log };
  }

  const run = (place: SparkPlace, onShare: (share: number) => void = () => undefined): Promise<void> =>
    runSparkJob(place, { script: 'als.py', spec: { factors: 3 }, onShare });
  const failure = (script: string): Promise<unknown> =>
    run(placeOf(script)).catch((error: unknown) => (error as Error).message);

  it('hears progress, keeps everything else in the log, and passes master, properties and what to do', async () => {
    const shares: number[] = [];
    const place = placeOf('echo "$@"; echo share 0.25; echo to stderr >&2; echo share 1');
    await run(place, (share) => shares.push(share));
    expect(shares).toEqual([0.25, 1]);
    const log = readFileSync(place.log, 'utf8');
    expect(log).toMatch(/--master local\[2\] .*--conf spark\.a=1 .*engines\/spark\/als\.py \{"factors":3\}/);
    expect(log).toContain('to stderr');
    expect(log).not.toContain('share');
  });

  it.each([
    [
      'no Java',
      'echo "line 71: /nowhere/bin/java: No such file or directory" >&2; exit 1',
      /no Java.*JAVA_HOME/,
    ],
    ['old Java', 'echo "Error: java.lang.UnsupportedClassVersionError: org/apache" >&2; exit 1', /too old/],
    [
      'memory',
      'echo "java.lang.OutOfMemoryError: Java heap space" >&2; exit 52',
      /out of memory.*SPARK_CONF/,
    ],
    [
      'full disk',
      'echo "java.io.IOException: No space left on device" >&2; exit 1',
      /disk full.*SPARK_FOLDER/,
    ],
    ['master', 'echo "ERROR: All masters are unresponsive! Giving up." >&2; exit 1', /master.*SPARK_MASTER/],
    ['killed', 'kill -KILL $$', /killed from outside/],
    [
      'an error',
      'echo "x"; echo "pyspark.errors.SomeError: bad rank"; exit 3',
      /code 3: pyspark.errors.SomeError: bad rank/,
    ],
  ])('says why it failed: %s', async (_, script, reason) => {
    expect(await failure(script)).toMatch(reason);
    expect(await failure(script)).toMatch(/\. Its log: .*job\.log$/);
  });

  it('passes on PATH, JAVA_HOME and PYSPARK_*, and no setting or key', async () => {
    const given = {
      JAVA_HOME: '/java',
      PYSPARK_DRIVER_PYTHON: '/python',
      DATABASE_URL: 'postgres://user:secret@host/db',
      ADMIN_API_KEY: 'secret',
    };
    const before = Object.keys(given).map((name) => [name, process.env[name]] as const);
    Object.assign(process.env, given);
    try {
      const place = placeOf('env');
      await run(place);
      const log = readFileSync(place.log, 'utf8');
      expect(log).toContain('JAVA_HOME=/java');
      expect(log).toContain('PYSPARK_DRIVER_PYTHON=/python');
      expect(log).toContain(`PATH=${process.env.PATH}`);
      expect(log).not.toContain('secret');
    } finally {
      for (const [name, value] of before) {
        if (value === undefined) Reflect.deleteProperty(process.env, name);
        else process.env[name] = value;
      }
    }
  });

  it('says what to do where there is no Spark', async () => {
    const place = { ...placeOf('true'), submit: '/nowhere/spark-submit' };
    await expect(run(place)).rejects.toThrow(SparkFailed);
    await expect(run(place)).rejects.toThrow(/no Spark.*npm run spark:setup/);
    await expect(run({ ...place, submit: 'no-such-spark-submit' })).rejects.toThrow(/no Spark/);
  });

  it('tells that it waits for a worker, and ends with what to do once it has waited long enough', async () => {
    const starved =
      'WARN TaskSchedulerImpl: Initial job has not accepted any resources; check your cluster UI';
    const place = placeOf(`echo share 0; while :; do echo "${starved}" >&2; sleep 0.1; echo share 0; done`);
    const waits = new Set<string | null | undefined>();
    const onShare = (_: number, what?: string | null): void => void waits.add(what);
    const job = runSparkJob({ ...place, waitMinutes: 0.005 }, { script: 'als.py', spec: {}, onShare });
    await expect(job).rejects.toThrow(
      /no free worker for 0.005 minutes: start workers.*SPARK_WAIT_MINUTES.*job\.log$/,
    );
    expect([...waits]).toEqual([null, 'waits for a free worker of local[2]']);
    expect(readFileSync(place.log, 'utf8')).toContain(starved);
  });

  it('goes on once a worker has come', async () => {
    const place = placeOf('echo "Initial job has not accepted any resources" >&2; sleep 0.5; echo share 1');
    await expect(run({ ...place, waitMinutes: 0.005 })).resolves.toBeUndefined();
  });

  it('ends when its signal fires', async () => {
    const stop = new AbortController();
    const place = placeOf('echo share 0; sleep 300');
    const onShare = (): void => stop.abort(new Error('not wanted any more'));
    await expect(
      runSparkJob(place, { script: 'als.py', spec: {}, onShare, signal: stop.signal }),
    ).rejects.toThrow('not wanted any more');
  });

  it('ends the whole group when the process that started it is killed', async () => {
    const pids = join(folder, 'pids');
    const place = placeOf(`sleep 300 & echo "$! $$" > ${pids}; wait`);
    const starter = `
      import { runSparkJob } from ${JSON.stringify(new URL('../../../../dist/libs/common/src/spark/index.js', import.meta.url).href)};
      setInterval(() => { if (process.getBuiltinModule('fs').existsSync(${JSON.stringify(pids)})) process.kill(process.pid, 'SIGKILL'); }, 20);
      await runSparkJob(${JSON.stringify(place)}, { script: 'als.py', spec: {} });`;
    expect(() =>
      execFileSync(process.execPath, ['--input-type=module', '-e', starter], { stdio: 'pipe' }),
    ).toThrow(/SIGKILL|Command failed/);
    for (const pid of readFileSync(pids, 'utf8').trim().split(' ')) {
      for (let n = 0; isRunning(pid) && n < 500; n++) await new Promise((resolve) => setTimeout(resolve, 20));
      expect(isRunning(pid)).toBe(false);
    }
  });
});

/** One that has ended, and that nobody has asked for yet, has no command line any more. */
function isRunning(pid: string): boolean {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8') !== '';
  } catch {
    return false;
  }
}
