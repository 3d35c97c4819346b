import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { secondsOf, secondsOfFamily } from './processor-seconds.js';

const onLinux = process.platform === 'linux' ? it : it.skip;

/** A process that works until it has used so many processor seconds, says so, and waits to be killed. */
async function startWorker(seconds: number): Promise<ReturnType<typeof spawn>> {
  const program = `
    const used = () => { const { user, system } = process.cpuUsage(); return (user + system) / 1e6; };
    while (used() < ${seconds});
    process.stdout.write('done');
    setInterval(() => {}, 1000);`;
  const worker = spawn(process.execPath, ['-e', program], { stdio: ['ignore', 'pipe', 'inherit'] });
  await once(worker.stdout, 'data');
  return worker;
}

async function end(worker: ReturnType<typeof spawn>): Promise<void> {
  const gone = once(worker, 'exit');
  worker.kill('SIGKILL');
  await gone;
}

onLinux('counts what one process used, and what its children use and used', async () => {
  const before = secondsOfFamily(process.pid);
  const one = await startWorker(0.3);
  expect(secondsOf(one.pid!)).toBeGreaterThan(0.25);
  expect(secondsOfFamily(process.pid) - before).toBeGreaterThan(0.25);
  await end(one);
  const two = await startWorker(0.3);
  expect(secondsOfFamily(process.pid) - before).toBeGreaterThan(0.5);
  await end(two);
  expect(secondsOfFamily(process.pid) - before).toBeGreaterThan(0.5);
  expect(secondsOf(one.pid!)).toBe(0);
});

onLinux('agrees with what a process says of itself', () => {
  const { user, system } = process.cpuUsage();
  expect(Math.abs(secondsOf(process.pid) - (user + system) / 1e6)).toBeLessThan(0.1);
});
