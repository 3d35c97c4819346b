import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { trainAls } from '#kernels';
import type { AlsParameters } from '#kernels';
import type { SparseRows } from '#ml/factors';

const folder = process.argv[2]!;

interface FitOrder {
  rows: number;
  columns: number;
  parameters: AlsParameters;
}

function numbers<Values>(
  name: string,
  view: new (buffer: ArrayBuffer, offset: number, length: number) => Values,
): Values {
  const { buffer, byteOffset, byteLength } = readFileSync(join(folder, name));
  return new view(buffer, byteOffset, byteLength / 4);
}

async function fit({ rows, columns, parameters }: FitOrder): Promise<object> {
  const matrix: SparseRows = {
    rows,
    columns,
    starts: numbers('starts.i32', Int32Array),
    indices: numbers('indices.i32', Int32Array),
    weights: numbers('weights.f32', Float32Array),
  };
  const seconds: number[] = [];
  const used = [processorSeconds()];
  const { users, items } = await trainAls(matrix, parameters, {
    workers: 2,
    afterIteration: (progress) => {
      seconds.push(progress.seconds);
      used.push(processorSeconds());
    },
  });
  writeFileSync(join(folder, 'our-users.f32'), users);
  writeFileSync(join(folder, 'our-songs.f32'), items);
  const cpu = used.slice(2).map((value, n) => value - used[n + 1]!);
  return { seconds, cpu, peakBytes: process.resourceUsage().maxRSS * 1024 };
}

function processorSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

for await (const line of createInterface({ input: process.stdin })) {
  process.stdout.write(`${JSON.stringify(await fit(JSON.parse(line) as FitOrder))}\n`);
}
