import { alsHalfSweep, transpose } from '#ml';
import { alsParameters, KernelEngine } from '../../apps/recommender-service/src/engines/kernel-engine.js';
import { SparkEngine } from '../../apps/recommender-service/src/engines/spark-engine.js';
import type { Fit } from '../../apps/recommender-service/src/engines/training-engine.js';
import { SoloTraining } from '../../libs/kernels/src/solo-training.fixture.js';
import { difference, SPARK_PARAMETERS } from './fits.js';
import { likedFiles } from '../support/liked-files.js';
import { temporaryPlace } from './spark-place.js';
import { tastes } from './tastes.js';

const EXACT = { kind: 'cholesky' } as const;
const parameters = SPARK_PARAMETERS;

describe("Spark's ALS from its own start", () => {
  const matrix = tastes(3, 120, 90);
  const byItem = transpose(matrix);
  const place = temporaryPlace();
  const engine = new SparkEngine(place, new KernelEngine(1));
  const liked = likedFiles(matrix, place.folder);
  const shares: number[] = [];
  let start: Float32Array;
  let spark: Fit;

  beforeAll(async () => {
    ({ userFactors: start } = await engine.fit(liked, { ...parameters, iterations: 0 }, () => undefined));
    spark = await engine.fit(liked, parameters, (share) => shares.push(share));
  });

  afterAll(() => {
    place.remove();
  });

  it('is a fit that changed the start, tells its progress and names Spark', () => {
    expect(difference(spark.userFactors, start)).toBeGreaterThan(0.1);
    expect(shares.length).toBeGreaterThan(0);
    expect(shares.toSorted((a, b) => a - b)).toEqual(shares);
    expect(spark.trace).toMatchObject({ engine: 'spark', iterations: 12, losses: [] });
  });

  it('gives the vectors of the float64 reference to 1e-6', () => {
    // Songs first, as Spark does it: its start of the songs is never used.
    const users = Float64Array.from(start);
    const songs = new Float64Array(matrix.columns * parameters.factors);
    const objective = alsParameters(parameters);
    for (let n = 0; n < parameters.iterations; n++) {
      alsHalfSweep(byItem, users, songs, parameters.factors, objective, EXACT);
      alsHalfSweep(matrix, songs, users, parameters.factors, objective, EXACT);
    }
    expect(difference(spark.userFactors, users)).toBeLessThan(1e-6);
    expect(difference(spark.songFactors, songs)).toBeLessThan(1e-6);
  });

  it('gives the vectors of the WebAssembly kernel to 1e-4', () => {
    // The kernel solves rows first: here they are the songs.
    const kernel = new SoloTraining(byItem, { ...alsParameters(parameters), solver: EXACT });
    kernel.start('items', start);
    kernel.run();
    expect(difference(spark.songFactors, kernel.users)).toBeLessThan(1e-4);
    expect(difference(spark.userFactors, kernel.items)).toBeLessThan(1e-4);
  });

  it('leaves rows without pairs at zero', () => {
    expect(spark.userFactors.subarray(7 * 8, 8 * 8)).toEqual(new Float32Array(8));
    expect(spark.songFactors.subarray(5 * 8, 6 * 8)).toEqual(new Float32Array(8));
  });
});
