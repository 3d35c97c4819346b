import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { identifyProcess, isRunning } from '#common/embedded-postgres';
import { rememberServices, stopStaleServices } from './stale-services.js';

describe('services of a killed launcher', () => {
  let folder: string;
  let file: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'music-box-stale-'));
    file = join(folder, 'services.json');
  });

  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  it('are ended, and a stranger under a recorded number is not', async () => {
    const ours = spawn('sleep', ['61']);
    const stranger = spawn('sleep', ['62']);
    await Promise.all([once(ours, 'spawn'), once(stranger, 'spawn')]);
    const identity = identifyProcess(ours.pid!);
    rememberServices(file, [identity, null, { ...identifyProcess(stranger.pid!)!, startedAt: '1' }]);
    try {
      expect(await stopStaleServices(file)).toBe(1);
      expect(isRunning(ours.pid!)).toBe(false);
      expect(isRunning(stranger.pid!)).toBe(true);
      expect(existsSync(file)).toBe(false);
    } finally {
      ours.kill('SIGKILL');
      stranger.kill('SIGKILL');
    }
  });

  it.each(['', '{', '[]'])('are none when the file says %j', async (content) => {
    writeFileSync(file, content);
    expect(await stopStaleServices(file)).toBe(0);
  });
});
