import type { SeenLogsRepository, WatchedLog } from '../storage/seen-logs.repository.js';

/** How long a file may change at each look before that is a warning. */
const LONG_MS = 3_600_000;

/**
 * The files of a folder as they are seen from look to look. One that is new or another one than at the last look
 * waits, and holds up no other one. What was seen is stored, so that it is known after a restart.
 */
export class WatchedFolder {
  private known: Map<string, WatchedLog & { takenBy?: string }> | null = null;

  /** @param folder ends in a separator */
  constructor(
    private readonly seen: SeenLogsRepository,
    private readonly folder: string,
  ) {}

  /**
   * Looks at all files.
   * @param states each file with what shows that it was written to
   * @param warn gets a file that has been changing for long, once
   * @returns whether files rest that no load has taken by this reading
   */
  async look(
    states: AsyncIterable<{ path: string; state: string }[]>,
    reading: string,
    warn: (path: string) => void,
  ): Promise<boolean> {
    const known = (this.known ??= await this.stored());
    const found = new Set<string>();
    const changed: WatchedLog[] = [];
    for await (const part of states) {
      for (const { path, state } of part) {
        found.add(path);
        const before = known.get(path);
        const now = seenNow(before, path, state);
        if (now === before) continue;
        if (now.isReported && before?.isReported === false) warn(path);
        known.set(path, now);
        changed.push(now);
      }
    }
    const gone = [...known.keys()].filter((path) => !found.has(path));
    for (const path of gone) known.delete(path);
    await this.seen.watch(changed, gone);
    return await this.hasNews(known, reading);
  }

  private async hasNews(known: NonNullable<WatchedFolder['known']>, reading: string): Promise<boolean> {
    const resting = [...known.values()].filter(
      ({ changingSince, takenBy }) => changingSince === null && takenBy !== reading,
    );
    const news = new Set(await this.seen.newAmong(resting, reading));
    for (const file of resting) if (!news.has(file)) file.takenBy = reading;
    return news.size > 0;
  }

  private async stored(): Promise<Map<string, WatchedLog>> {
    const stored = new Map<string, WatchedLog>();
    for await (const part of this.seen.watched(this.folder))
      for (const file of part) stored.set(file.place, file);
    return stored;
  }
}

/** The file as it is seen now; the same object where nothing is to be stored of it. */
function seenNow(before: WatchedLog | undefined, place: string, version: string): WatchedLog {
  const hasChanged = before?.version !== version;
  if (!hasChanged && before.changingSince === null) return before;
  if (!hasChanged) return { place, version, changingSince: null, isReported: false };
  const changingSince = before?.changingSince ?? new Date();
  const isReported = Date.now() - changingSince.getTime() > LONG_MS;
  return { place, version, changingSince, isReported };
}
