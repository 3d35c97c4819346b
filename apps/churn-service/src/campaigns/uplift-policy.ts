import { Database, DomainError } from '#common';
import { Injectable } from '@nestjs/common';
import { roundToCents } from '../scores/rounding.js';
import type { CampaignPlanDto, CampaignTermsDto } from './campaign-plan.dto.js';
import { CampaignUplift } from './campaign-uplift.js';
import { SELECT_POLICY_USERS } from './campaigns.sql.js';

/** Whom a campaign contacts of an audience, in place of all. */
export interface ChosenUsers {
  readonly userIds: readonly string[];
  readonly policy: NonNullable<CampaignPlanDto['policy']>;
}

interface PolicyUser {
  readonly userId: string;
  readonly probability: number;
  readonly features: Buffer;
}

const BATCH_ROWS = 2_000;

/** Chooses the users who are worth a contact by the uplift of an earlier campaign. */
@Injectable()
export class UpliftPolicy {
  constructor(
    private readonly database: Database,
    private readonly uplift: CampaignUplift,
  ) {}

  /**
   * Users whose expected gain is worth more than a contact. Where nothing is proven, those by risk: a share
   * `successRate` of the churners is kept then.
   * @param members the parameters of statements about members
   * @throws DomainError as `CampaignUplift.of`; conflict (features_unknown) where the version lacks a feature
   */
  async choose(
    of: string,
    { successRate, contactCost, savedValue, holdout }: CampaignTermsDto,
    members: unknown[],
    { modelVersionId }: { modelVersionId: number },
  ): Promise<ChosenUsers> {
    const uplift = await this.uplift.of(of);
    const gains = uplift.isProven ? await this.gainsOf(of, modelVersionId) : null;
    const userIds: string[] = [];
    let [chosen, all, users] = [0, 0, 0];
    for await (const some of this.database.stream<PolicyUser>(SELECT_POLICY_USERS, members, BATCH_ROWS)) {
      const gain = gains?.(some) ?? some.map(({ probability }) => successRate * probability);
      some.forEach(({ userId }, row) => {
        const worth = gain[row]! * savedValue - contactCost;
        users++;
        all += worth;
        if (worth <= 0) return;
        chosen += worth;
        userIds.push(userId);
      });
    }
    const [expectedValue, expectedValueOfAll] = [chosen, all].map((sum) => roundToCents(sum * (1 - holdout)));
    const by = gains === null ? 'their risk, which is an order without proof' : `the uplift of ${of}`;
    return {
      userIds,
      policy: {
        isProven: gains !== null,
        chosen: userIds.length,
        expectedValue: expectedValue!,
        expectedValueOfAll: expectedValueOfAll!,
        headline:
          `${uplift.headline} Of ${users} users ${userIds.length} are worth a contact by ${by}: ` +
          `${expectedValue} are expected of them, ${expectedValueOfAll} of contacting all.`,
      },
    };
  }

  private async gainsOf(
    key: string,
    versionId: number,
  ): Promise<(users: readonly PolicyUser[]) => Float64Array> {
    const { features, uplift } = await this.uplift.learned(key);
    const stored = (await this.uplift.catalogue(versionId)).features.map(({ name }) => name);
    const places = features.map((name) => stored.indexOf(name));
    if (places.includes(-1)) {
      const sentence = `The version that scored the audience lacks features of the campaign ${key}: score it with a version that has them.`;
      throw new DomainError('conflict', 'features_unknown', sentence);
    }
    return (users) => {
      const values = users.map((user) => new Float32Array(Uint8Array.from(user.features).buffer));
      return uplift(
        Float32Array.from(values.flatMap((of) => places.map((place) => of[place]!))),
        users.length,
      );
    };
  }
}
