import { Database, Rounds } from '#common';
import { Injectable } from '@nestjs/common';
import type { Experiment } from './experiment.entity.js';

/** What holds for every answer at the time of the request. */
export interface ServingState {
  /** Changes whenever a song is hidden or shown again. */
  hiddenRevision: number;
  /** Changes whenever a song's name changes or goes. */
  namesRevision: number;
  /** Changes whenever a version of a scenario goes live, or an experiment begins or ends. */
  scenariosRevision: number;
  /** How many erasures of users have ended: versions in memory of before may still know them. */
  erasures: number;
  /** The experiment that runs; null when none does. */
  experiment: RunningExperiment | null;
}

export type RunningExperiment = Pick<Experiment, 'id' | 'scenario' | 'challengerVersions' | 'share'>;

/** Where a statement has the state among its columns. */
export interface ServingStateRow {
  state: ServingState;
}

/**
 * Column and tables of a {@link ServingStateRow}, to be read alone or next to something else in one statement.
 */
export const SERVING_STATE = `json_build_object('hiddenRevision', h.value, 'namesRevision', g.value,
      'scenariosRevision', (SELECT value FROM revision WHERE name = 'scenarios'),
      'erasures', coalesce((SELECT max(f.finished) FROM erasure f), 0),
      'experiment', CASE WHEN e.id IS NOT NULL THEN
        json_build_object('id', e.id, 'scenario', e.scenario, 'challengerVersions', e.challenger_versions, 'share', e.share) END) AS state
  FROM revision h JOIN revision g ON h.name = 'hidden songs' AND g.name = 'song names' LEFT JOIN recommender_experiment e ON e.ended_at IS NULL`;

const SELECT_SERVING_STATE = `/* recommender.serving_state */ SELECT ${SERVING_STATE}`;

/** Reads the state; all requests of one turn of the event loop share a statement. */
@Injectable()
export class ServingStateRepository {
  private readonly rounds = new Rounds(() => this.readNow());

  constructor(private readonly database: Database) {}

  read(): Promise<ServingState> {
    return this.rounds.ask(null, []);
  }

  private async readNow(): Promise<ServingState> {
    const [row] = await this.database.prepared<ServingStateRow>('serving_state', SELECT_SERVING_STATE, []);
    return row!.state;
  }
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
