import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BenchPlatform, BenchService } from './bench-platform.js';
import { show } from './compare-copy.js';
import { archivesOf, packedSet, plainSet } from './sample-set.js';

const LAST = '2017-05-12';
const CHANGED = `${LAST.replaceAll('-', '')}_1_play.log`;
const HISTORIES: [days: number, from: string][] = [
  [1, '2017-05-12'],
  [10, '2017-05-03'],
  [44, '2017-03-30'],
];
/** Rows of the CSV, which is of the newest day. */
const CSV_ROWS = 30_000;

/**
 * One archive of the newest day, then a CSV, is changed and loaded again, with 1, 10 and 44 days of history
 * in the tables.
 */
export async function measureReload(platform: BenchPlatform, data: string, users: number): Promise<void> {
  // The same day in all three: only the history differs.
  const shape = { users, from: '2017-03-30', to: LAST };
  const packed = await packedSet(data, shape);
  const plain = await plainSet(data, shape);
  const folder = join(data, 'reload');
  const lines = readFileSync(join(plain, CHANGED), 'utf8').trimEnd().split('\n');
  console.log(
    `one archive of ${LAST} (${lines.length} lines) and a CSV (${CSV_ROWS} rows) loaded again, ${users} users`,
  );
  for (const [days, from] of HISTORIES) {
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder);
    const first = from.replaceAll('-', '');
    for (const name of archivesOf(packed)) {
      if (name >= first) cpSync(join(packed, name), join(folder, name));
    }
    rmSync(join(folder, `${CHANGED}.tar.gz`));
    writeFileSync(join(folder, CHANGED), text(lines));
    writeFileSync(join(folder, 'play_ds.csv'), csvOf(lines.slice(0, CSV_ROWS)));
    await platform.withService(folder, async (service) => {
      await service.load('.');
      await loadAgain(service, folder, `${days} days`, lines);
    });
  }
  rmSync(folder, { recursive: true, force: true });
}

/** A line more, then a quarter fewer, so that songs go; the CSV likewise. */
async function loadAgain(
  service: BenchService,
  folder: string,
  what: string,
  lines: string[],
): Promise<void> {
  const more = [...lines, '168000000\tar\t7368788\t0\ttitle\tsinger\t100\t200\t0'];
  const fewer = lines.slice(0, Math.floor(0.75 * lines.length));
  const again = async (name: string, how: string, content: string): Promise<void> => {
    writeFileSync(join(folder, name), content);
    show(`${what}, ${how}`, await service.load(name));
  };
  await again(CHANGED, 'a line more', text(more));
  await again(CHANGED, 'fewer', text(fewer));
  await again('play_ds.csv', 'CSV more', csvOf(more.slice(0, CSV_ROWS + 1_000)));
  await again('play_ds.csv', 'CSV fewer', csvOf(more.slice(0, 0.75 * CSV_ROWS)));
}

function text(lines: string[]): string {
  return `${lines.join('\n')}\n`;
}

/** Plays of the log as rows of a CSV. */
function csvOf(lines: string[]): string {
  const rows = lines.map((line) => {
    const [user, , song, , , , played, length] = line.split('\t');
    return [user, song, played, length, LAST].map((field) => field?.trim()).join(',');
  });
  return text(['uid,song_id,play_time,song_length,date', ...rows]);
}
