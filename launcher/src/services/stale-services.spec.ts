import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { identifyProcess, isRunning } from '#common/embedded-postgres';
import { isStillTheSame, rememberServices, stopStaleServices } from './stale-services.js';

const recorded = { pid: 41, startedAt: '1000', command: 'node dist/apps/churn-service/src/main.js' };

describe('services of a killed launcher', () => {
  it.each([
    ['the very same process', recorded, true],
    ['a later process of the same number', { ...recorded, startedAt: '2000' }, false],
    ['another program', { ...recorded, command: 'vim' }, false],
    ['nothing', null, false],
  ])('are recognised against %s', (_what, found, expected) => {
    expect(isStillTheSame(recorded, () => found)).toBe(expected);
  });

  describe('on a machine', () => {
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
      rememberServices(file, [identity, null, { ...identity!, pid: stranger.pid! }]);
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

    it.each(['', '{', '{"pid":1}', '[]'])('are none when the file says %j', async (content) => {
      writeFileSync(file, content);
      expect(await stopStaleServices(file)).toBe(0);
    });
  });
});
