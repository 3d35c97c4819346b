import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { AlsParameters, SparseRows } from '#ml';
import { trainAls } from '#kernels';

const folder = process.argv[2]!;

interface FitOrder {
  rows: number;
  columns: number;
  parameters: AlsParameters;
}

const bytes = (name: string) => new Uint8Array(readFileSync(join(folder, name))).buffer;

async function fit({ rows, columns, parameters }: FitOrder): Promise<object> {
  const matrix: SparseRows = {
    rows,
    columns,
    starts: new Int32Array(bytes('starts.i32')),
    indices: new Int32Array(bytes('indices.i32')),
    weights: new Float32Array(bytes('weights.f32')),
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
