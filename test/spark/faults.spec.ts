import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { JobDto } from '#common';
import { sparkOptions } from '#common/spark';
import { startRecommender } from '../medium/recommender-service/running-recommender.js';
import type { RunningRecommender } from '../medium/recommender-service/running-recommender.js';
import { SmallDisk } from '../support/small-disk.js';
import { SMALL } from './spark-place.js';
import { endOfJob, until } from '../support/until.js';

const MEGABYTES = 12;
/** Enough for the pairs, too little for what Spark writes. */
const FREE_BYTES = 200_000;
const withDisk = SmallDisk.isPossible ? it : it.skip;

describe('a retrain by Spark that fails', () => {
  const folder = mkdtempSync(join(tmpdir(), 'spark-faults-'));
  const submit = join(folder, 'spark-submit');
  const spark = sparkOptions({ ...SMALL, SPARK_WAIT_MINUTES: 5 }).submit;
  let recommender: RunningRecommender;
  let live: number;

  beforeAll(async () => {
    recommender = await startRecommender({
      ...SMALL,
      SPARK_CONF: SMALL.SPARK_CONF.join(' '),
      SPARK_FOLDER: join(folder, 'jobs'),
      SPARK_SUBMIT: submit,
      // Long enough to be met while it works.
      RECOMMENDER_ITERATIONS: '100',
    });
    live = await recommender.retrain();
  });

  beforeEach(() => {
    submitBy(`PYSPARK_PYTHON=${join(dirname(spark), 'python')} exec ${spark} "$@"`);
  });

  afterAll(async () => {
    await recommender.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  function submitBy(command: string): void {
    writeFileSync(submit, `#!/bin/sh\n${command}\n`);
    chmodSync(submit, 0o755);
  }

  async function start(): Promise<string> {
    const { body } = await recommender.ask<JobDto>('POST', '/admin/recommender/retrain', { engine: 'spark' });
    return body.id;
  }

  const read = async (id: string): Promise<JobDto> =>
    (await recommender.ask<JobDto>('GET', `/jobs/${id}`)).body;
  const end = (id: string): Promise<JobDto> => endOfJob(() => read(id));

  /** Spark's processes of a job: its folder stands in their command lines. */
  function processesOf(id: string): { pid: number; command: string }[] {
    return readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .flatMap((name) => {
        try {
          const command = readFileSync(`/proc/${name}/cmdline`, 'utf8');
          return command.includes(join(folder, 'jobs', id)) ? [{ pid: Number(name), command }] : [];
        } catch {
          return [];
        }
      });
  }

  async function working(id: string): Promise<void> {
    await until(
      async () => {
        const { state, progress } = await read(id);
        return hasEnded(state) || (progress.fraction ?? 0) > 0.41;
      },
      'the work of Spark',
      { deadline: 120_000 },
    );
    expect(processesOf(id).length).toBeGreaterThan(0);
  }

  async function expectUntouched(id: string): Promise<void> {
    const { body } = await recommender.ask<{ modelVersion: number }>('GET', '/recommend/1?limit=1');
    expect(body.modelVersion).toBe(live);
    const { body: models } = await recommender.ask<{ models: { version: number }[] }>(
      'GET',
      '/recommend/models',
    );
    expect(models.models).toHaveLength(1);
    await until(() => processesOf(id).length === 0, 'the end of the processes of Spark');
    expect(existsSync(join(folder, 'jobs', id))).toBe(false);
  }

  it('fails with a sentence where there is no Spark', async () => {
    rmSync(submit);
    const id = await start();
    expect(await end(id)).toMatchObject({
      state: 'failed',
      error: expect.stringMatching(/no Spark.*spark:setup/) as string,
    });
    await expectUntouched(id);
  });

  it('fails with a sentence where there is no Java', async () => {
    submitBy(`JAVA_HOME=/nowhere PYSPARK_PYTHON=${join(dirname(spark), 'python')} exec ${spark} "$@"`);
    const id = await start();
    expect(await end(id)).toMatchObject({
      state: 'failed',
      error: expect.stringMatching(/no Java.*JAVA_HOME/) as string,
    });
    await expectUntouched(id);
  });

  it('fails with a reason when its driver is killed', async () => {
    const id = await start();
    await working(id);
    const driver = processesOf(id).find(({ command }) =>
      command.includes('org.apache.spark.deploy.SparkSubmit'),
    )!;
    process.kill(driver.pid, 'SIGKILL');
    expect(await end(id)).toMatchObject({
      state: 'failed',
      error: expect.stringMatching(/killed from outside.*Its log: /) as string,
    });
    await expectUntouched(id);
  });

  it('ends Spark when the job is cancelled', async () => {
    const id = await start();
    await working(id);
    await recommender.ask('POST', `/admin/jobs/${id}/cancel`);
    expect(await end(id)).toMatchObject({ state: 'cancelled' });
    await expectUntouched(id);
  });

  withDisk('fails with a reason when the disk is full', async () => {
    const disk = SmallDisk.mount(join(folder, 'jobs'), MEGABYTES);
    try {
      disk.fill(FREE_BYTES);
      const id = await start();
      expect(await end(id)).toMatchObject({
        state: 'failed',
        error: expect.stringMatching(/disk (is )?full/) as string,
      });
      await expectUntouched(id);
    } finally {
      disk.unmount();
    }
  });
});

function hasEnded(state: JobDto['state']): boolean {
  return state !== 'queued' && state !== 'running';
}
