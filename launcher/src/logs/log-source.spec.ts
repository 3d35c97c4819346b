import { chmodSync, mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ArchiveSummary } from '#clients';
import type { DataFolder } from '../data-folder/data-folder.js';
import { openDataFolder, placesIn, readIfWhole, writePrivately } from '../data-folder/data-folder.js';
import type { LoadRecord, LogSource } from './log-source.js';
import { chooseLogs, isLoaded, planLoad } from './log-source.js';
import { fingerprintOf, requireReadableLogs } from './logs-folder.js';

const EMPTY: ArchiveSummary = {
  archives: 0,
  posted: 0,
  newest: 0,
  events: 0,
  lines: 0,
  rejected: 0,
  leftOut: 0,
  refused: 0,
  partial: 0,
  changedAt: null,
  synthetic: false,
};
const REAL = { ...EMPTY, archives: 3, newest: 3 };

describe('which logs are loaded', () => {
  let root: string;
  let folder: DataFolder;
  let logs: string;

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'music-box-logs-'));
    folder = placesIn(join(root, 'data'));
    openDataFolder(folder);
    logs = join(root, 'raw');
    mkdirSync(logs);
    writeFileSync(join(logs, '20170330_1_play.log'), 'x');
  });

  afterEach(() => {
    rmSync(root, { recursive: true });
  });

  const given = ({ synthetic }: { synthetic: boolean }): LogSource => ({
    folder: logs,
    mapping: null,
    synthetic,
    generate: false,
    load: true,
  });

  const plan = (asked: string | undefined, state: ArchiveSummary): LogSource =>
    planLoad(chooseLogs({ ...(asked && { logs: asked }) }, folder), folder, state);

  it('are sample logs when none are given', () => {
    expect(plan(undefined, EMPTY)).toEqual({
      folder: folder.sampleLogs,
      mapping: null,
      synthetic: true,
      generate: true,
      load: true,
    });
  });

  it('are the given ones, into a database that holds none or real ones', () => {
    for (const state of [EMPTY, REAL]) expect(plan(logs, state)).toEqual(given({ synthetic: false }));
  });

  it('are those of a start that was killed before it loaded anything', () => {
    chooseLogs({ logs }, folder);
    expect(plan(undefined, EMPTY)).toEqual(given({ synthetic: false }));
  });

  it('are sample logs again when the given ones were refused', () => {
    const holdsSample = { ...REAL, synthetic: true };
    chooseLogs({ logs }, folder);
    expect(() => plan(logs, holdsSample)).toThrow(/--data DIR/);
    expect(plan(undefined, holdsSample)).toMatchObject({ folder: folder.sampleLogs });
  });

  it('are never mixed: real ones do not go where sample logs are', () => {
    expect(() => plan(logs, { ...REAL, synthetic: true })).toThrow(/--data DIR/);
    // All archives were deleted since, but for one that was refused.
    writePrivately(folder.loaded, { folder: folder.sampleLogs, finished: null });
    expect(plan(logs, REAL)).toEqual(given({ synthetic: false }));
  });

  it('are never mixed: sample logs do not go where real ones are', () => {
    expect(plan(undefined, REAL)).toMatchObject({ synthetic: false, load: false });
    writePrivately(folder.loaded, { folder: logs, finished: null });
    expect(plan(undefined, REAL)).toEqual(given({ synthetic: false }));
  });

  it('may be a folder that the generator made, again and again, with and without its name', () => {
    writeFileSync(join(logs, 'manifest.json'), JSON.stringify({ synthetic: true }));
    const sample = given({ synthetic: true });
    expect(plan(logs, EMPTY)).toEqual(sample);
    writePrivately(folder.loaded, { folder: logs, finished: null });
    const state = { ...REAL, synthetic: true };
    expect(plan(logs, state)).toEqual(sample);
    expect(plan(undefined, state)).toEqual(sample);
    rmSync(logs, { recursive: true });
    // No others are made in their place.
    expect(plan(undefined, state)).toMatchObject({ synthetic: true, generate: false, load: false });
    mkdirSync(logs);
  });

  it('are never mixed: given sample logs do not go where real ones are', () => {
    writeFileSync(join(logs, 'manifest.json'), JSON.stringify({ synthetic: true }));
    expect(() => plan(logs, REAL)).toThrow(/holds real logs.*--data DIR/);
  });

  it('count as loaded while files and database are what they were', () => {
    const fingerprint = fingerprintOf(logs);
    writePrivately(folder.loaded, {
      folder: logs,
      finished: { fingerprint, archives: 3, newest: 3 },
    });
    const record = readIfWhole(folder.loaded) as LoadRecord | null;
    expect(isLoaded(record, fingerprintOf(logs), REAL)).toBe(true);
    expect(isLoaded(record, fingerprintOf(logs), EMPTY)).toBe(false);
    // As many archives of another database: ids of theirs are not what they were.
    expect(isLoaded(record, fingerprintOf(logs), { ...REAL, newest: 2 })).toBe(false);
    expect(isLoaded(record, fingerprintOf(logs), { ...REAL, archives: 2 })).toBe(false);
    utimesSync(join(logs, '20170330_1_play.log'), 1, 1);
    expect(isLoaded(record, fingerprintOf(logs), REAL)).toBe(false);
    expect(isLoaded(null, fingerprint, REAL)).toBe(false);
  });

  it('must be a folder that can be read and holds something', () => {
    expect(() => {
      requireReadableLogs(join(root, 'nowhere'));
    }).toThrow(/does not exist/);
    expect(() => {
      requireReadableLogs(join(logs, '20170330_1_play.log'));
    }).toThrow(/is a file/);
    mkdirSync(join(root, 'empty'));
    expect(() => {
      requireReadableLogs(join(root, 'empty'));
    }).toThrow(/is empty/);
    if (process.getuid?.() === 0) return;
    chmodSync(logs, 0);
    expect(() => {
      requireReadableLogs(logs);
    }).toThrow(/cannot be read by this account/);
    chmodSync(logs, 0o755);
  });
});
