import { BoundedCache } from '#common';
import type { RiskRange } from '#common/bands';
import { Injectable } from '@nestjs/common';
import { findId, placesIn } from '../../interactions/sorted-ids.js';
import type { RecommenderModel } from '../../model/recommender-model.js';
import { Renewed } from '../../registry/renewed.js';
import { ServingStateChanges } from '../../registry/serving-state.js';
import { AudienceRepository } from './audience.repository.js';
import type { WrittenScores } from './audience.repository.js';

/** Reading the ids of a group takes long for millions of users; active ones may be this old. */
const REMEMBER_MS = 60_000;
/** Groups kept, of 8 bytes a user; the one asked for longest ago goes first. */
const MOST_GROUPS = 8;

/** Users who fit one condition. */
export class UserGroup {
  private outside: { userIds: WeakRef<BigInt64Array>; rows: Int32Array } | null = null;

  /** @param ids ascending */
  constructor(private readonly ids: BigInt64Array) {}

  has(userId: string): boolean {
    return findId(this.ids, userId) !== -1;
  }

  /** Rows of a model's users, whose ids ascend, that are not in the group; found once a model. */
  rowsOutside({ userIds }: Pick<RecommenderModel, 'userIds'>): Int32Array {
    if (this.outside?.userIds.deref() === userIds) return this.outside.rows;
    const places = placesIn(this.ids, userIds);
    const rows = Int32Array.from(places.keys()).filter((row) => places[row] === -1);
    this.outside = { userIds: new WeakRef(userIds), rows };
    return rows;
  }
}

/** Groups of users, read once for all pages, and for requests of a minute. */
@Injectable()
export class AudienceGroups {
  private readonly groups = new BoundedCache<Renewed<UserGroup>>();

  constructor(
    private readonly audience: AudienceRepository,
    changes: ServingStateChanges,
  ) {
    changes.onNewer('erasures', () => this.groups.clear());
  }

  ofRisk(scores: WrittenScores, range: RiskRange): Promise<UserGroup> {
    const { snapshotDate, versionId, scoredAt } = scores;
    const name = `risk ${snapshotDate} ${versionId} ${scoredAt} ${range.from}`;
    // A score set never changes, but for users who are erased.
    return this.group(name, () => this.audience.usersWithin(scores, range), Infinity);
  }

  activeSince(day: string): Promise<UserGroup> {
    return this.group(`active ${day}`, () => this.audience.usersActiveSince(day), REMEMBER_MS);
  }

  private group(name: string, read: () => Promise<BigInt64Array>, mostAge: number): Promise<UserGroup> {
    const group = this.groups.get(name) ?? new Renewed(async () => new UserGroup(await read()), mostAge);
    this.groups.set(name, group, MOST_GROUPS);
    return group.get(mostAge);
  }
}
