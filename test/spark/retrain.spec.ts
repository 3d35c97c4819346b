import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { JobDto } from '#common';
import { SMALL } from './spark-place.js';
import { startRecommender } from '../medium/recommender-service/running-recommender.js';
import type { RunningRecommender } from '../medium/recommender-service/running-recommender.js';
import { endOfJob } from '../support/until.js';

const ENVIRONMENT = { ...SMALL, SPARK_CONF: SMALL.SPARK_CONF.join(' ') };

interface Report {
  parameters: Record<string, unknown>;
  report: {
    fits: { early: { engine: string }; served: { engine: string } };
    evaluation: { model: { ndcg: number } };
  };
}

describe('a retrain by Spark', () => {
  const folder = mkdtempSync(join(tmpdir(), 'spark-retrain-'));
  let recommender: RunningRecommender;

  beforeAll(async () => {
    recommender = await startRecommender({ ...ENVIRONMENT, SPARK_FOLDER: folder });
  });

  afterAll(async () => {
    await recommender.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  async function end(answer: { headers: Record<string, unknown> }): Promise<JobDto> {
    return await endOfJob(
      async () => (await recommender.ask<JobDto>('GET', answer.headers['location'] as string)).body,
    );
  }

  const retrain = async (engine: string): Promise<JobDto> =>
    end(await recommender.ask('POST', '/admin/recommender/retrain', { engine }));
  const version = async (number: unknown): Promise<Report> =>
    (await recommender.ask<Report>('GET', `/recommend/models/${String(number)}`)).body;

  it('makes a version that goes through the same evaluation and gate, is as good as one of the kernel, and leaves its log', async () => {
    const bySpark = await retrain('spark');
    expect(bySpark).toMatchObject({
      state: 'succeeded',
      input: { engine: 'spark' },
      result: { state: 'live' },
    });
    const spark = await version(bySpark.result!['version']);
    expect(spark.report.fits).toMatchObject({ early: { engine: 'spark' }, served: { engine: 'spark' } });
    expect(spark.parameters).toMatchObject({ form: 'hkv', frequency: 'observed', frequencyExponent: 1 });
    expect(readFileSync(join(folder, `${bySpark.id}.log`), 'utf8')).toContain('als.py');
    expect(readdirSync(folder)).toEqual([`${bySpark.id}.log`]);
    const byKernel = await retrain('kernel');
    const kernel = await version(byKernel.result!['version']);
    expect(kernel.report.fits).toMatchObject({ early: { engine: 'kernel' }, served: { engine: 'kernel' } });
    expect(spark.report.evaluation.model.ndcg).toBeGreaterThan(0.9 * kernel.report.evaluation.model.ndcg);
  });
});
