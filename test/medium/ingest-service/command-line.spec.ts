import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { runCommand } from '../../../apps/ingest-service/src/cli/main.js';
import { runElsewhere, runHere } from '../../support/command-runs.js';
import type { EndedCommand } from '../../support/command-runs.js';
import { startService } from '../../support/running-services.js';
import { ADMIN_KEY, READ_KEY } from '../../support/service-process.js';
import type { ServiceProcess } from '../../support/service-process.js';
import { createTestDatabase } from '../../support/test-database.js';
import type { TestDatabase } from '../../support/test-database.js';
import { makeLogsFolder, manyPlays, play, removeLogsFolders, tarGz } from './logs-folder.js';

/** Who may read everything. */
const isRoot = process.getuid?.() === 0;

let testDatabase: TestDatabase;
let service: ServiceProcess;
let here: string;

const MAIN = 'dist/apps/ingest-service/src/cli/main.js';

/** Runs the command from the folder `here`. */
const ingest = (args: string[], environment: Record<string, string> = {}): Promise<EndedCommand> =>
  runHere(runCommand, args, { INIT_CWD: here, ...environment });

beforeAll(async () => {
  testDatabase = await createTestDatabase();
  const logs = await makeLogsFolder({ '20170405_1_play.log': play(1, 2, 3) });
  service = await startService('ingest', { databaseUrl: testDatabase.url, logsFolder: logs });
  here = await makeLogsFolder({ 'access.json': '' });
  await mkdir(join(here, 'logs'));
  await mkdir(join(here, 'empty'));
  await writeFile(
    join(here, 'access.json'),
    JSON.stringify({ ingest: { url: service.url }, readKey: READ_KEY, adminKey: ADMIN_KEY }),
  );
  await writeFile(join(here, 'logs/20170401_1_play.log.gz'), gzipSync(manyPlays(1, 5_000)));
  await writeFile(join(here, 'logs/20170402_1_play.log.tar.gz'), await tarGz(`264715\n${play(1, 2, 3)}`));
  await writeFile(join(here, 'logs/list.html'), '<html>');
  await writeFile(join(here, 'logs/_SUCCESS'), '');
});

afterAll(async () => {
  await service.stop();
  await testDatabase.drop();
  await removeLogsFolders();
});

describe('npm run ingest', () => {
  it('sends a folder of this machine, and reports what became of it', async () => {
    const { code, out, error } = await runElsewhere(MAIN, ['logs', '--data', '.'], { INIT_CWD: here });
    expect([code, error]).toEqual([0, '']);
    expect(out).toContain('Archives: 1 refused, 2 loaded.');
    expect(out).toContain('Passed over: 1 _*.');
    expect(out).toContain('Events:   5,001 play.');
    expect(out).toContain('5,002, 1 rejected');
    expect(out).toContain('count_line: The line is a lone number');
    expect(out).toContain('100 %  2 of 2 archives');
    const [plays] = await testDatabase.database.query('SELECT count(*)::int AS count FROM play_event');
    expect(plays).toEqual({ count: 5_001 });
  });

  it('sends one archive, and loads nothing twice', async () => {
    const { code, out } = await ingest(['logs/20170401_1_play.log.gz', '--data', '.']);
    expect([code, out]).toEqual([0, expect.stringContaining('Archives: 1 unchanged.')]);
  });

  it('goes on after archives that are empty, unreadable or refused, and says so at the end', async () => {
    const folder = await makeLogsFolder({
      '20170410_1_play.log': '',
      '20170411_1_play.log.gz': 'no gzip, no event',
      '20170412_1_play.log': play(1, 2, 5),
      '29990101_1_play.log': play(1, 2, 6),
      '20170413_1_play.log': play(1, 2, 4),
    });
    await chmod(join(folder, '20170412_1_play.log'), 0);
    const { code, out, error } = await ingest([folder, '--data', '.']);
    expect([code, error]).toEqual([1, '']);
    expect(out).toContain(isRoot ? '2 loaded' : '1 loaded');
    expect(out).toMatch(/1 {2}empty: /);
    expect(out).toMatch(/1 {2}not_gzip: /);
    expect(out).toContain('Failed: 29990101_1_play.log: ');
  });

  it('ends with 1 when every archive was refused', async () => {
    const folder = await makeLogsFolder({
      '20170414_1_play.log': '',
      '20170415_1_play.log.gz': 'no gzip, no event',
    });
    const { code, out, error } = await ingest([folder, '--data', '.']);
    expect([code, error]).toEqual([1, '']);
    expect(out).toContain('Archives: 2 refused.');
  });

  it('sends only what the service lacks, by one job', async () => {
    const folder = await makeLogsFolder(
      Object.fromEntries(
        Array.from({ length: 12 }, (_, at) => [`20170501_${at + 1}_play.log`, play(at + 1, 1, 1)]),
      ),
    );
    const jobs = async (): Promise<number> => {
      const headers = { authorization: `Bearer ${READ_KEY}` };
      const answer = await fetch(`${service.url}/jobs?limit=100`, { headers });
      return ((await answer.json()) as object[]).length;
    };
    const before = await jobs();
    expect((await ingest([folder, '--data', '.'])).out).toContain('Archives: 12 loaded.');
    await writeFile(join(folder, '20170501_3_play.log'), play(3, 1, 2));
    expect((await ingest([folder, '--data', '.'])).out).toContain('Archives: 11 unchanged, 1 loaded.');
    expect((await ingest([folder, '--data', '.'])).out).toContain('Archives: 12 unchanged.');
    expect(await jobs()).toBe(before + 2);
  });

  it('loads from the folder of the service itself, under an address and key that are given', async () => {
    const { code, out } = await ingest(['--on-server', '.', '--url', `${service.url}/`], {
      MUSICBOX_ADMIN_KEY: ADMIN_KEY,
    });
    expect([code, out]).toEqual([0, expect.stringContaining('Archives: 1 loaded.')]);
  });

  it.each([
    [['logs', '--data', 'nowhere'], /No platform has been started here .*npm start/],
    [['nothing', '--data', '.'], /There is no .*nothing/],
    [['empty', '--data', '.'], /There is no log archive in/],
    [['logs', '--url', 'http://127.0.0.1:9', '--key', 'x'], /does not answer .*is it running/],
    [['logs', '--data', '.', '--key', READ_KEY], /admin key with --key/],
    [['--on-server', 'nothing', '--data', '.'], /status 404.*no such file/],
    [['logs', '--data', '.', '--fast'], /unknown option/],
    [[], /missing required argument/],
  ])('ends with one clear sentence for %j', async (args, sentence) => {
    const { code, out, error } = await ingest(args);
    expect(code).toBe(1);
    expect(out).toBe('');
    expect(error).toMatch(sentence);
    expect(error).not.toMatch(/\n\s+at /);
  });

  it('explains itself', async () => {
    const { code, out } = await runElsewhere(MAIN, ['--help'], {});
    expect(code).toBe(0);
    expect(out).toContain('npm run ingest -- /data/musicbox');
  });
});
