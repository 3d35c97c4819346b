import { Injectable } from '@nestjs/common';
import { HeldScores, isSameSet } from '../scores/held-scores.js';
import type { ScoreSet } from '../scores/score-set.js';
import type { RankedPart, StoredScore } from '../scores/scores.repository.js';
import { ServingStates } from './serving-state.js';
import type { ServingState } from './serving-state.js';

/** A ranked list comes from one set of stored scores, however many pages it has. */
export type RankedState = ServingState & { readonly set: ScoreSet };

/** While scorings follow each other without a pause, the list is read from PostgreSQL. */
const MOST_TRIES = 3;

/** Reads the ranked list from the scores that are held in memory. */
@Injectable()
export class CurrentRanking {
  constructor(
    private readonly states: ServingStates,
    private readonly held: HeldScores,
  ) {}

  /**
   * Part of the newest set, highest probability first, without those who are excluded now; null where it is
   * not held, or `isAskedFor` refuses it.
   */
  async rows(
    part: RankedPart,
    isAskedFor: (set: ScoreSet) => boolean,
  ): Promise<{ state: RankedState; rows: StoredScore[] } | null> {
    for (let tries = 0; tries < MOST_TRIES; tries++) {
      const state = await this.states.newest();
      if (state === null || !hasSet(state) || !isAskedFor(state.set)) return null;
      const rows = await this.included(part, state);
      if (rows !== 'replaced') return rows === 'not held' ? null : { state, rows };
    }
    return null;
  }

  private async included(
    { limit, ...part }: RankedPart,
    state: RankedState,
  ): Promise<StoredScore[] | 'replaced' | 'not held'> {
    const rows: StoredScore[] = [];
    // Mostly no user is left out, and one look is enough; it grows for the day on which thousands are.
    for (let most = limit, behind = part.behind; rows.length < limit; most *= 2) {
      const next = this.held.ranked({ ...part, behind, limit: most }, state.set);
      if (next === null) return 'not held';
      const current = await this.states.current(next.map(({ userId }) => userId));
      if (!isSameSet(current.state?.set ?? null, state.set)) return 'replaced';
      rows.push(...next.filter(({ userId }) => !current.excluded.has(userId)));
      if (next.length < most) break;
      behind = next.at(-1)!;
    }
    return rows.slice(0, limit);
  }
}

function hasSet(state: ServingState): state is RankedState {
  return state.set !== null;
}
