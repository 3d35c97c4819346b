import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { constants, gunzipSync, gzipSync } from 'node:zlib';
import type { Counts, PostedBatch } from './counts.js';

/** Reads the archives that `writeSampleLogs` makes by plain means, which share nothing with its writer or the loader. */
const NAME = /^(\d{4})(\d{2})(\d{2})_\d_(play|down|search)\.log/;
const KINDS = { play: 'play', down: 'download', search: 'search' } as const;
const FIELDS = { play: 9, down: 6, search: 4 } as const;
const TAR_BLOCK = 512;
/** Users whom no archive has to begin with. */
const [LATE_USER, WEB_USER] = ['900000001', '900000002'];
/** Of what archives have, one event of so many is posted, too. */
const POSTED = 40;

interface Log {
  name: string;
  day: string;
  kind: keyof typeof KINDS;
}

function logsOf(folder: string): Log[] {
  return readdirSync(folder).flatMap((name) => {
    const [, year, month, day, kind] = NAME.exec(name) ?? [];
    return year === undefined ? [] : [{ name, day: `${year}-${month!}-${day!}`, kind: kind as Log['kind'] }];
  });
}

/** Lines of an archive that are events: of any number of fields from that of its kind on, the first one digits. */
function eventsOf(folder: string, { name, kind }: Log): string[] {
  const bytes = readFileSync(join(folder, name));
  // Of an archive that is cut, what there is.
  const unpacked = name.endsWith('.gz') ? gunzipSync(bytes, { finishFlush: constants.Z_SYNC_FLUSH }) : bytes;
  const log = name.includes('.tar') ? unpacked.subarray(TAR_BLOCK, TAR_BLOCK + tarSize(unpacked)) : unpacked;
  return log
    .toString('latin1')
    .split('\n')
    .filter((line) => /^\d+ *\t/.test(line) && line.split('\t').length >= FIELDS[kind]);
}

function tarSize(header: Buffer): number {
  return Number.parseInt(header.toString('latin1', 124, 135), 8);
}

/** Counts the events of all archives. */
export function countArchives(folder: string): Counts {
  const counts: Counts = new Map();
  for (const log of logsOf(folder)) {
    for (const line of eventsOf(folder, log)) {
      const key = `${log.day} ${KINDS[log.kind]} ${/^\d+/.exec(line)![0]}`;
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
  }
  return counts;
}

/** An archive is packed otherwise, one gets more lines, and one comes late. */
export function changeArchives(folder: string): void {
  const [first, second] = logsOf(folder).filter(({ kind }) => kind === 'play') as [Log, Log];
  const write = ({ name }: Log, as: string, lines: string[]): void => {
    rmSync(join(folder, name), { force: true });
    const content = Buffer.from(lines.map((line) => `${line}\n`).join(''), 'latin1');
    writeFileSync(join(folder, as), as.endsWith('.gz') ? gzipSync(content) : content);
  };
  const lines = eventsOf(folder, second);
  const more = lines.slice(0, 5).map((line) => line.replace(/^\d+/, LATE_USER));
  write(first, first.name.replace('.tar', ''), eventsOf(folder, first));
  write(second, second.name.replace('.tar.gz', ''), [...lines, ...more]);
  const late = second.name.replace(/_\d_play.*/, '_9_play.log');
  write({ ...second, name: late }, late, more.slice(0, 3));
}

/** Events of users whom archives have on that day, and of one whom they do not have. */
export function postsOfArchives(folder: string): PostedBatch[] {
  const known = [...countArchives(folder).keys()].map((key) => key.split(' ') as [string, string, string]);
  const among = known.filter(([, , userId], at) => at % POSTED === 0 && userId !== '0');
  const events = among
    .flatMap(([day, kind, userId]) => [
      [day, kind, userId],
      [day, 'play', WEB_USER],
    ])
    .map(([day, kind, userId], at) => ({
      ...{ eventId: `web-${at}`, kind: kind!, happenedAt: `${day!}T10:00:00`, userId: userId! },
      ...(kind === 'search' ? { query: 'a song' } : { songId: '7' }),
    }));
  return [{ events }];
}
