import { SETTINGS } from '#common';
import { cutsOf, rangeOf } from '#common/bands';
import { Inject, Injectable } from '@nestjs/common';
import { FreshUsers } from '../../listener/fresh-users.js';
import type { FreshTable, FreshUser } from '../../listener/fresh-users.js';
import type { RecommenderModel } from '../../model/recommender-model.js';
import type { RecommenderSettings } from '../../recommender.settings.js';
import { ServedModels } from '../../registry/served-models.js';
import type { ServedModel } from '../../registry/served-models.js';
import type { AudienceQuery } from './audience.dto.js';
import { AudienceGroups } from './audience-groups.js';
import type { UserGroup } from './audience-groups.js';
import { AudienceRepository } from './audience.repository.js';
import type { AudienceState, WrittenScores } from './audience.repository.js';

/** What a list of users is made from, in addition to what has happened to those that it shows. */
export interface AudienceBasis extends AudienceState {
  served: ServedModel;
  fresh: FreshTable;
  /** Who is asked for: users who are in all of these. */
  groups: readonly UserGroup[];
}

type AudienceConditions = Pick<AudienceQuery, 'churnBand' | 'activeSince'>;

/** Reads what holds when a list of users is asked for. */
@Injectable()
export class AudienceBases {
  constructor(
    private readonly audience: AudienceRepository,
    private readonly models: ServedModels,
    private readonly fresh: FreshUsers,
    private readonly groups: AudienceGroups,
    @Inject(SETTINGS) private readonly settings: RecommenderSettings,
  ) {}

  /** @throws DomainError unavailable without a live model */
  async read(conditions: AudienceConditions): Promise<AudienceBasis> {
    const known = await this.audience.state();
    const served = await this.models.forUser(null, known.state);
    const fresh = await this.fresh.of(served.model);
    return { ...known, served, fresh, groups: await this.groupsOf(conditions, known.scores) };
  }

  /** Without scores no user is in a band: see {@link whyNobody}. */
  private async groupsOf(
    { churnBand, activeSince }: AudienceConditions,
    scores: WrittenScores | null,
  ): Promise<UserGroup[]> {
    const cuts = cutsOf(this.settings);
    const groups: UserGroup[] = [];
    if (churnBand !== undefined && scores !== null)
      groups.push(await this.groups.ofRisk(scores, rangeOf(churnBand, cuts)));
    if (activeSince !== undefined) groups.push(await this.groups.activeSince(activeSince));
    return groups;
  }
}

/** Why no user can be found at all; null when some may be. */
export function whyNobody({ scores }: AudienceBasis, { churnBand }: AudienceConditions): string | null {
  if (churnBand === undefined || scores !== null) return null;
  return 'Nobody has been scored for churn yet, so no band is known.';
}

/** Rows of the model's users who are not asked for. */
export function rowsOutside({ groups }: AudienceBasis, model: RecommenderModel): Int32Array[] {
  return groups.map((group) => group.rowsOutside(model));
}

export function isAskedFor({ groups }: AudienceBasis, { userId }: FreshUser): boolean {
  return groups.every((group) => group.has(userId));
}
