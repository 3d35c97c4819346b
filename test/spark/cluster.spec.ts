import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdtempSync, readdirSync, readlinkSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { sparkOptions } from '#common/spark';
import { KernelEngine } from '../../apps/recommender-service/src/engines/kernel-engine.js';
import { SparkEngine } from '../../apps/recommender-service/src/engines/spark-engine.js';
import type { Fit } from '../../apps/recommender-service/src/engines/training-engine.js';
import { difference, SPARK_PARAMETERS } from './fits.js';
import { SMALL, temporaryPlace } from './spark-place.js';
import { tastes } from './tastes.js';

const parameters = { ...SPARK_PARAMETERS, iterations: 6 };

/** One master and two workers of one core each on this machine. */
class Cluster {
  private constructor(
    readonly master: string,
    private readonly processes: ChildProcess[],
    private readonly folder: string,
  ) {}

  static async start(): Promise<Cluster> {
    const folder = mkdtempSync(join(tmpdir(), 'spark-cluster-'));
    const port = await freePort();
    const cluster = new Cluster(`spark://127.0.0.1:${port}`, [], folder);
    await cluster.run(
      'master.Master',
      ['--port', String(port), '--webui-port', '0'],
      /Starting Spark master|New state: ALIVE/,
    );
    for (const name of ['work-one', 'work-two']) {
      const own = ['--cores', '1', '--memory', '600m', '--webui-port', '0', '--work-dir', join(folder, name)];
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

describe('Spark on a standalone cluster of one master and two workers', () => {
  const matrix = tastes(3, 120, 90);
  let cluster: Cluster;
  let fit: (watch?: (share: number) => void) => Promise<Fit>;
  const places: { remove: () => void }[] = [];

  beforeAll(async () => {
    cluster = await Cluster.start();
    const place = temporaryPlace({
      SPARK_MASTER: cluster.master,
      SPARK_CONF: [
        'spark.driver.memory=1g',
        'spark.driver.host=127.0.0.1',
        'spark.driver.bindAddress=127.0.0.1',
        'spark.executor.memory=512m',
        'spark.sql.shuffle.partitions=2',
        'spark.default.parallelism=2',
      ],
    });
    places.push(place);
    const engine = new SparkEngine(place, new KernelEngine(1));
    fit = (watch = () => undefined) => engine.fit(matrix, parameters, watch);
  });

  afterAll(async () => {
    await cluster.stop();
    for (const place of places) place.remove();
  });

  it('gives the vectors of local[2], although an executor is killed half-way', async () => {
    const local = temporaryPlace();
    places.push(local);
    const alone = await new SparkEngine(local, new KernelEngine(1)).fit(matrix, parameters, () => undefined);
    let killed = 0;
    const robbed = await fit((share) => {
      const [executor] = cluster.executors;
      if (share < 0.1 || killed > 0 || executor === undefined) return;
      killed = executor;
      process.kill(executor, 'SIGKILL');
    });
    expect(killed).toBeGreaterThan(0);
    expect(difference(robbed.userFactors, alone.userFactors)).toBeLessThan(1e-5);
    expect(difference(robbed.songFactors, alone.songFactors)).toBeLessThan(1e-5);
  });
});
