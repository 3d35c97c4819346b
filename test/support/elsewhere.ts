import { parquetReadObjects } from 'hyparquet';
import { hash } from 'node:crypto';
import { appendFileSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { isBelieved } from './counts.js';
import type { Counts, PostedBatch } from './counts.js';

/** Reads the world that `writeSampleLogs` makes elsewhere by plain means, which share nothing with its writer. */
type Cells = Record<string, unknown>;

const KINDS: Record<string, string> = { play: 'play', save: 'download', search: 'search' };
/** What lakes hold beside data. */
const NO_DATA = /(^|\/)[._]|\.inprogress$|^manifest\.json$/;

/** Paths of the files that hold data; those with a content that was seen before are left out. */
export function dataFiles(folder: string): string[] {
  const seen = new Set<string>();
  return (readdirSync(folder, { recursive: true }) as string[])
    .filter((path) => !NO_DATA.test(path) && /\/[^/]+\.[^/]+$/.test(path))
    .sort()
    .filter((path) => {
      const content = contentOf(join(folder, path));
      const digest = hash('sha256', content);
      return content.length > 0 && !seen.has(digest) && seen.add(digest);
    });
}

function contentOf(path: string): Buffer {
  const bytes = readFileSync(path);
  return path.endsWith('.gz') && bytes.length > 0 ? gunzipSync(bytes) : bytes;
}

/** The records of a file, by its ending. */
export async function recordsOf(path: string): Promise<Cells[]> {
  const content = contentOf(path);
  if (path.includes('.parquet')) {
    const { buffer, byteOffset, byteLength } = content;
    return await parquetReadObjects({
      file: buffer.slice(byteOffset, byteOffset + byteLength) as ArrayBuffer,
    });
  }
  const lines = content.toString().trimEnd().split('\n');
  if (!path.includes('.csv')) return lines.map((line) => JSON.parse(line) as Cells);
  const [header, ...rows] = lines.map((line) =>
    // A cell in quotes or without; the end of each is a comma or the end of the line.
    [...line.matchAll(/(?:"((?:[^"]|"")*)"|([^,]*))(?:,|$)/g)]
      .slice(0, 9)
      .map(([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain!),
  );
  return rows.map((row) => Object.fromEntries(header!.map((name, at) => [name, row[at]])));
}

/** Counts the events of all files, and those that no day can be believed of. */
export async function recount(folder: string): Promise<{ counts: Counts; rejected: number }> {
  const counts: Counts = new Map();
  let rejected = 0;
  for (const path of dataFiles(folder)) {
    const dt = /dt=([^/]+)/.exec(path)![1]!;
    for (const { event, listener, at = dt } of await recordsOf(join(folder, path))) {
      const day = String(at).slice(0, 10);
      const key = `${day} ${KINDS[event as string]} ${listener as string}`;
      if (isBelieved(day)) counts.set(key, (counts.get(key) ?? 0) + 1);
      else rejected++;
    }
  }
  return { counts, rejected };
}

/** The bodies of `POST /events`, in their order. */
export function postsOf(folder: string): PostedBatch[] {
  return jsonLines(join(folder, '_world/posts.jsonl'));
}

/** The right counts by the generator: `of` adds up some of its columns. */
export function truthOf(
  folder: string,
  of: (row: { archived: number; added: number; posted: number }) => number,
): Counts {
  const [header, ...rows] = readFileSync(join(folder, '_world/truth.csv'), 'utf8').trimEnd().split('\n');
  expect(header).toBe('day,kind,user,archived,added,posted');
  const counts: Counts = new Map();
  for (const row of rows) {
    const [day, kind, user, ...numbers] = row.split(',');
    const [archived, added, posted] = numbers.map(Number) as [number, number, number];
    const count = of({ archived, added, posted });
    if (count > 0) counts.set(`${day} ${kind} ${user}`, count);
  }
  return counts;
}

interface Change {
  is: string;
  path: string;
  to: string;
  text: string;
}

/** What happens to the files after the first load. */
export function changesOf(folder: string): Change[] {
  return JSON.parse(readFileSync(join(folder, '_world/changes.json'), 'utf8')) as Change[];
}

export function applyChanges(folder: string): void {
  for (const { is, path, to, text } of changesOf(folder)) {
    const file = join(folder, path);
    if (is === 'move') renameSync(file, join(folder, to));
    else if (is === 'append') appendFileSync(file, text);
    else {
      writeFileSync(`${file}.gz`, gzipSync(readFileSync(file)));
      rmSync(file);
    }
  }
}

function jsonLines<Line>(path: string): Line[] {
  const lines = readFileSync(path, 'utf8').split('\n');
  return lines.filter((line) => line !== '').map((line) => JSON.parse(line) as Line);
}
