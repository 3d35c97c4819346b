import { ArchiveRefused } from '../formats/archive-refusal.js';
import type { ArchiveFile } from '../sources/archive-files.js';
import { hashContent } from '../sources/content-hash.js';

/** All archives of one day, in the order of their names. */
export interface DayTask {
  day: string;
  archives: TaskArchive[];
}

export interface TaskArchive extends ArchiveFile {
  /** Archives before it that have the same content: if one of them is loadable as what it is, this one is its duplicate. */
  before: ArchiveFile['archive']['kind'][];
}

/** Tasks of Spark: the archives that have a day in their names, by day. @param files in the order of days and names */
export async function dayTasks(files: ArchiveFile[], signal: AbortSignal): Promise<DayTask[]> {
  const dated = files.filter(({ archive }) => archive.day !== null);
  const before = await sameContents(dated, signal);
  const archives = dated.map((file) => ({ ...file, before: before.get(file) ?? [] }));
  return [...Map.groupBy(archives, ({ archive }) => archive.day!)].map(([day, ofDay]) => ({
    day,
    archives: ofDay,
  }));
}

/** Kinds of the archives before each that have its content. Only files of one size can have one; others are not read for it. */
async function sameContents(
  files: ArchiveFile[],
  signal: AbortSignal,
): Promise<Map<ArchiveFile, TaskArchive['before']>> {
  const before = new Map<ArchiveFile, TaskArchive['before']>();
  const kinds = new Map<string, TaskArchive['before']>();
  for (const ofSize of Map.groupBy(files, ({ byteCount }) => byteCount).values()) {
    if (ofSize.length === 1) continue;
    for (const file of ofSize) {
      const content = await contentOf(file, signal);
      const earlier = kinds.get(content) ?? [];
      before.set(file, earlier);
      kinds.set(content, [...earlier, file.archive.kind]);
    }
  }
  return before;
}

/** What cannot be read is like nothing else; its task tells why. */
async function contentOf({ path }: ArchiveFile, signal: AbortSignal): Promise<string> {
  try {
    return (await hashContent(path, signal)).sha256;
  } catch (error) {
    if (error instanceof ArchiveRefused) return path;
    throw error;
  }
}
