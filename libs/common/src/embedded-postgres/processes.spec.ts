import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { identifyProcess, isRunning, waitUntilGone } from './processes.js';

describe('processes', () => {
  it('identify themselves the same way each time', () => {
    const identity = identifyProcess(process.pid);
    expect(identity?.command).toContain('jest');
    expect(identifyProcess(process.pid)).toEqual(identity);
  });

  it('are gone once they were killed', async () => {
    const child = spawn('sleep', ['60']);
    await once(child, 'spawn');
    expect(isRunning(child.pid!)).toBe(true);
    child.kill('SIGKILL');
    expect(await waitUntilGone(child.pid!, 5000)).toBe(true);
    expect(identifyProcess(child.pid!)).toBeNull();
  });

  it.each([0, -1, 1.5, Number.NaN, 2 ** 40])('do not exist under the number %p', (pid) => {
    expect(isRunning(pid)).toBe(false);
  });
});
