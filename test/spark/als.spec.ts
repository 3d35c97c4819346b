import { transpose } from '#ml';
import { naiveSweep } from '../support/naive-als.js';
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdtempSync, readdirSync, readlinkSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { sparkOptions } from '#common/spark';
import type { SparkPlace } from '#common/spark';
import { alsParameters, KernelEngine } from '../../apps/recommender-service/src/engines/kernel-engine.js';
import { SparkEngine } from '../../apps/recommender-service/src/engines/spark-engine.js';
import type { Fit } from '../../apps/recommender-service/src/engines/training-engine.js';
import { difference, SPARK_PARAMETERS } from './fits.js';
import { likedFiles } from '../support/liked-files.js';
import { QUICK_JAVA, SMALL, temporaryPlace } from './spark-place.js';
import { tastes } from './tastes.js';

/** A standalone cluster on this machine. */
class Cluster {
  private constructor(
    readonly master: string,
    private readonly processes: ChildProcess[],
    private readonly folder: string,
  ) {}

  /** One master, and so many workers of one core each. */
  static async start(workers: number): Promise<Cluster> {
    const folder = mkdtempSync(join(tmpdir(), 'spark-cluster-'));
    const port = await freePort();
    const cluster = new Cluster(`spark://127.0.0.1:${port}`, [], folder);
    await cluster.run(
      'master.Master',
      ['--port', String(port), '--webui-port', '0'],
      /Starting Spark master|New state: ALIVE/,
    );
    for (let n = 0; n < workers; n++) {
      const work = join(folder, `work-${n}`);
      const own = ['--cores', '1', '--memory', '600m', '--webui-port', '0', '--work-dir', work];
      await cluster.run('worker.Worker', [...own, cluster.master], /Successfully registered with master/);
    }
    return cluster;
  }

  /** Processes of executors: they work in folders of the workers. */
  get executors(): number[] {
    const folders = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
    return folders.map(Number).filter((pid) => {
      try {
        return readlinkSync(`/proc/${pid}/cwd`).startsWith(join(this.folder, 'work'));
      } catch {
        return false;
      }
    });
  }

  async stop(): Promise<void> {
    await Promise.all(
      this.processes.map((child) => {
        const ended = new Promise((resolve) => child.once('exit', resolve));
        child.kill('SIGKILL');
        return ended;
      }),
    );
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 });
  }

  private async run(name: string, args: string[], ready: RegExp): Promise<void> {
    const { submit } = sparkOptions({ ...SMALL, SPARK_WAIT_MINUTES: 5 });
    const child = spawn(
      join(dirname(submit), 'spark-class'),
      [`org.apache.spark.deploy.${name}`, '--host', '127.0.0.1', ...args],
      {
        env: {
          ...process.env,
          SPARK_DAEMON_MEMORY: '256m',
          SPARK_LOCAL_IP: '127.0.0.1',
          PYSPARK_PYTHON: join(dirname(submit), 'python'),
        },
        stdio: ['ignore', 'ignore', 'pipe'],
      },
    );
    this.processes.push(child);
    const lines = createInterface({ input: child.stderr });
    await new Promise<void>((resolve, reject) => {
      let said = '';
      child.once('exit', (code) => reject(new Error(`${name} ended with ${code}: ${said}`)));
      lines.on('line', (line) => {
        said = `${said}${line}\n`.slice(-4_000);
        if (ready.test(line)) resolve();
      });
    });
  }
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Settings of a driver beside the cluster. */
const BESIDE = {
  SPARK_CONF: [
    `spark.driver.${QUICK_JAVA}`,
    `spark.executor.${QUICK_JAVA}`,
    'spark.driver.memory=1g',
    'spark.driver.host=127.0.0.1',
    'spark.driver.bindAddress=127.0.0.1',
    'spark.executor.memory=512m',
    'spark.sql.shuffle.partitions=2',
    'spark.default.parallelism=2',
  ],
};
const parameters = SPARK_PARAMETERS;
const matrix = tastes(3, 120, 90);
const engineAt = (place: SparkPlace): SparkEngine => new SparkEngine(place, new KernelEngine(1));

describe("Spark's ALS", () => {
  const local = temporaryPlace();
  const shares: number[] = [];
  let start: Float32Array;
  let alone: Fit;

  beforeAll(async () => {
    const liked = likedFiles(matrix, local.folder);
    const engine = engineAt(local);
    ({ userFactors: start } = await engine.fit(liked, { ...parameters, iterations: 0 }, () => undefined));
    alone = await engine.fit(liked, parameters, (share) => shares.push(share));
  });

  afterAll(() => {
    local.remove();
  });

  it('is a fit that changed the start, reports its progress and names Spark', () => {
    expect(difference(alone.userFactors, start)).toBeGreaterThan(0.1);
    expect(shares.length).toBeGreaterThan(0);
    expect(shares.toSorted((a, b) => a - b)).toEqual(shares);
    expect(alone.trace).toMatchObject({ engine: 'spark', iterations: 12, losses: [] });
  });

  it('gives the vectors of the float64 reference from the same start to 1e-6', () => {
    // Songs first, as Spark does it: its start of the songs is never used.
    let users: Float64Array = Float64Array.from(start);
    let songs: Float64Array = new Float64Array(matrix.columns * parameters.factors);
    const objective = alsParameters(parameters);
    for (let n = 0; n < parameters.iterations; n++) {
      songs = naiveSweep(transpose(matrix), users, songs, objective);
      users = naiveSweep(matrix, songs, users, objective);
    }
    expect(difference(alone.userFactors, users)).toBeLessThan(1e-6);
    expect(difference(alone.songFactors, songs)).toBeLessThan(1e-6);
  });

  it('leaves rows without pairs at zero', () => {
    expect(alone.userFactors.subarray(7 * 8, 8 * 8)).toEqual(new Float32Array(8));
    expect(alone.songFactors.subarray(5 * 8, 6 * 8)).toEqual(new Float32Array(8));
  });

  it('gives the same vectors on a cluster of two workers, although an executor is killed half-way', async () => {
    const cluster = await Cluster.start(2);
    const place = temporaryPlace({ ...BESIDE, SPARK_MASTER: cluster.master });
    try {
      let killed = 0;
      const robbed = await engineAt(place).fit(likedFiles(matrix, place.folder), parameters, (share) => {
        const [executor] = cluster.executors;
        if (share < 0.1 || killed > 0 || executor === undefined) return;
        killed = executor;
        process.kill(executor, 'SIGKILL');
      });
      expect(killed).toBeGreaterThan(0);
      expect(difference(robbed.userFactors, alone.userFactors)).toBeLessThan(1e-5);
      expect(difference(robbed.songFactors, alone.songFactors)).toBeLessThan(1e-5);
    } finally {
      await cluster.stop();
      place.remove();
    }
  });
});

describe('Spark on a cluster without workers', () => {
  it('tells that it waits for one, and gives up with what to do after the time that is set', async () => {
    const cluster = await Cluster.start(0);
    const place = temporaryPlace({
      SPARK_MASTER: cluster.master,
      SPARK_CONF: [...BESIDE.SPARK_CONF, 'spark.starvation.timeout=500ms'],
      SPARK_WAIT_MINUTES: 0.05,
    });
    try {
      const waits = new Set<string | null>();
      const fit = engineAt(place).fit(
        likedFiles(matrix, place.folder),
        parameters,
        (_, what = null) => void waits.add(what),
      );
      await expect(fit).rejects.toThrow(
        /spark:\/\/127.0.0.1:\d+ had no free worker for 0.05 minutes: start workers/,
      );
      expect(waits).toContain(`waits for a free worker of ${cluster.master}`);
    } finally {
      await cluster.stop();
      place.remove();
    }
  });
});
