import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { takeLauncherLock } from './data-folder.js';

const PATIENCE = { ms: 200, whileStoppingMs: 10_000 };

describe('the lock of the data folder', () => {
  let folder: string;
  let path: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'music-box-lock-'));
    path = join(folder, 'launcher.lock');
  });

  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  it('keeps a second launcher out, naming the first', async () => {
    const lock = await takeLauncherLock(path);
    await expect(takeLauncherLock(path, { patience: PATIENCE })).rejects.toThrow(`process ${process.pid}`);
    lock.release();
    expect(existsSync(path)).toBe(false);
    (await takeLauncherLock(path)).release();
  });

  it('is taken over from a launcher that was killed', async () => {
    writeFileSync(path, JSON.stringify({ pid: process.pid, startedAt: 'earlier', stopping: false }));
    (await takeLauncherLock(path)).release();
    writeFileSync(path, JSON.stringify({ pid: 2 ** 22 + 1, startedAt: '1', stopping: true }));
    (await takeLauncherLock(path)).release();
  });

  it('is taken over when it was never written whole, as on a full disk', async () => {
    writeFileSync(path, '');
    (await takeLauncherLock(path, { patience: PATIENCE })).release();
  });

  it('is waited for no longer than the stop signal allows', async () => {
    const first = await takeLauncherLock(path);
    first.markStopping();
    const stopper = new AbortController();
    const second = takeLauncherLock(path, { stop: stopper.signal });
    stopper.abort();
    await expect(second).rejects.toThrow(/abort/);
    first.release();
  });

  it('waits for a launcher that is stopping', async () => {
    const first = await takeLauncherLock(path);
    first.markStopping();
    const second = takeLauncherLock(path, { patience: PATIENCE });
    await sleep(500);
    first.release();
    (await second).release();
  });
});
