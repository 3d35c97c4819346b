/** How far a load is; counts grow, but where archives have to be read once more. */
export interface LoadProgress {
  archives: number;
  archivesDone: number;
  /** Bytes of the files, and how many of them were read or passed over. */
  bytes: number;
  bytesDone: number;
  lines: number;
  events: number;
  rejected: number;
}

/** Of the lines of one archive. */
type Counts = Pick<LoadProgress, 'lines' | 'events'>;

export type LoadStep =
  'loading archives' | 'making partitions' | 'counting days' | 'merging songs' | 'making statistics';

/** Follows a load and calls `report` as it goes on. */
export class ProgressMeter {
  readonly progress: LoadProgress;

  constructor(
    archives: number,
    bytes: number,
    private readonly report: (progress: LoadProgress, step: LoadStep) => void,
  ) {
    this.progress = { archives, archivesDone: 0, bytes, bytesDone: 0, lines: 0, events: 0, rejected: 0 };
  }

  /** What the load does from now on, besides reading. */
  now(step: LoadStep): void {
    this.report(this.progress, step);
  }

  /** A file that was done is read again later. @param archives of it. @param counts of lines of it that count again */
  again(byteCount: number, archives: number, counts: Counts | null = null): void {
    this.progress.archivesDone -= archives;
    this.progress.bytesDone -= byteCount;
    this.progress.lines -= counts?.lines ?? 0;
    this.progress.events -= counts?.events ?? 0;
  }

  /**
   * Follows one archive: `step` takes the bytes of the file and the counts of its lines so far; `undo` when it
   * will be read again.
   */
  archive(byteCount: number): {
    step(bytes: number, counts: Counts): void;
    done(): void;
    undo(): void;
  } {
    let last = { bytes: 0, lines: 0, events: 0 };
    const step = (bytes: number, { lines, events }: Counts): void => {
      const { progress } = this;
      progress.bytesDone += bytes - last.bytes;
      progress.lines += lines - last.lines;
      progress.events += events - last.events;
      progress.rejected = progress.lines - progress.events;
      last = { bytes, lines, events };
      this.report(progress, 'loading archives');
    };
    return {
      step,
      done: () => {
        this.progress.archivesDone++;
        step(Math.max(byteCount, last.bytes), last);
      },
      undo: () => {
        step(0, { lines: 0, events: 0 });
      },
    };
  }
}
