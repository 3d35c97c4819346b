import { Injectable } from '@nestjs/common';

/** What holds for every answer at the time of the request. */
export interface ServingState {
  /** Changes whenever a song is hidden or shown again. */
  hiddenRevision: number;
  /** Changes whenever a song's name changes or goes. */
  namesRevision: number;
  /** How many erasures of users have ended: versions in memory of before may still know them. */
  erasures: number;
  /** The experiment that runs; null when none does. */
  experiment: { id: number; challengerVersion: number; share: number } | null;
}

export interface ServingStateRow {
  hiddenRevision: number;
  namesRevision: number;
  erasures: number;
  experimentId: number | null;
  challengerVersion: number | null;
  challengerShare: number | null;
}

export function servingStateOf({
  hiddenRevision,
  namesRevision,
  erasures,
  experimentId,
  challengerVersion,
  challengerShare,
}: ServingStateRow): ServingState {
  const experiment =
    experimentId === null
      ? null
      : { id: experimentId, challengerVersion: challengerVersion!, share: challengerShare! };
  return { hiddenRevision, namesRevision, erasures, experiment };
}

type Revision = 'erasures' | 'namesRevision';

interface Watch {
  of: Revision;
  newest: number;
  listener: (revision: number) => void;
}

/**
 * Reports new revisions to the caches that depend on them. Requests overtake each other, so a state with a
 * lower revision than one before is no news.
 */
@Injectable()
export class ServingStateChanges {
  private readonly watches: Watch[] = [];

  /** @param listener is called with each revision that is above all before. */
  onNewer(of: Revision, listener: Watch['listener']): void {
    this.watches.push({ of, newest: -1, listener });
  }

  /** To be called with each state before the answer is made. */
  publish(state: ServingState): void {
    for (const watch of this.watches) {
      const revision = state[watch.of];
      if (revision <= watch.newest) continue;
      watch.newest = revision;
      watch.listener(revision);
    }
  }
}
