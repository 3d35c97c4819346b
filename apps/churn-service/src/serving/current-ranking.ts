import { Injectable } from '@nestjs/common';
import { HeldScores, isSameSet } from '../scores/held-scores.js';
import type { ScoreSet } from '../scores/score-set.js';
import type { RankedPart, StoredScore } from '../scores/scores.repository.js';
import { ServingMoments } from './serving-moment.js';
import type { ServingMoment } from './serving-moment.js';

/** A ranked list comes from one set of stored scores, however many pages it has. */
export type RankedMoment = ServingMoment & { readonly set: ScoreSet };

/** While scorings follow each other without a pause, the list is read from PostgreSQL. */
const MOST_TRIES = 3;

/** Reads the ranked list from the scores that are held in memory. */
@Injectable()
export class CurrentRanking {
  constructor(
    private readonly moments: ServingMoments,
    private readonly held: HeldScores,
  ) {}

  /**
   * Part of the newest set, highest probability first, without those who are excluded now; null where it is
   * not held, or `isAskedFor` refuses it.
   */
  async rows(
    part: RankedPart,
    isAskedFor: (set: ScoreSet) => boolean,
  ): Promise<{ moment: RankedMoment; rows: StoredScore[] } | null> {
    for (let tries = 0; tries < MOST_TRIES; tries++) {
      const moment = await this.moments.newest();
      if (moment === null || !hasSet(moment) || !isAskedFor(moment.set)) return null;
      const rows = await this.included(part, moment);
      if (rows !== 'replaced') return rows === 'not held' ? null : { moment, rows };
    }
    return null;
  }

  private async included(
    { limit, ...part }: RankedPart,
    moment: RankedMoment,
  ): Promise<StoredScore[] | 'replaced' | 'not held'> {
    const rows: StoredScore[] = [];
    // Mostly no user is left out, and one look is enough; it grows for the day on which thousands are.
    for (let most = limit, behind = part.behind; rows.length < limit; most *= 2) {
      const next = this.held.ranked({ ...part, behind, limit: most }, moment.set);
      if (next === null) return 'not held';
      const current = await this.moments.current(next.map(({ userId }) => userId));
      if (!isSameSet(current.moment?.set ?? null, moment.set)) return 'replaced';
      rows.push(...next.filter(({ userId }) => !current.excluded.has(userId)));
      if (next.length < most) break;
      behind = next.at(-1)!;
    }
    return rows.slice(0, limit);
  }
}

function hasSet(moment: ServingMoment): moment is RankedMoment {
  return moment.set !== null;
}
