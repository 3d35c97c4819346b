import { Database, DomainError, ModelVersion, SETTINGS } from '#common';
import { compiledFile, runInThread } from '#common/threads';
import { UpliftModel } from '#ml';
import type { AssessedUplift, CampaignData, StoredUplift } from '#ml';
import { Inject, Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import type { Repository } from 'typeorm';
import { featureCatalogue } from '../dataset/feature-catalogue.js';
import type { FeatureCatalogue } from '../dataset/feature-catalogue.js';
import type { FeatureLengths } from '../dataset/windows.js';
import { Encoding } from '../model/encoding.js';
import { packed, unpacked } from '../model/packed.js';
import type { ChurnSettings } from '../churn.settings.js';
import type { UpliftDto } from './campaign-result.dto.js';
import { Campaign } from './campaign.entity.js';
import type { LaunchedCampaign } from './campaign.entity.js';
import { SELECT_UPLIFT_USERS } from './campaigns.sql.js';
import type { UpliftUser } from './campaigns.sql.js';

const WORKER = compiledFile('./campaign-uplift.worker.js', import.meta.url);
/** Below so many users of an arm, differences between users are within chance. */
const FEWEST_USERS = 1_000;
/** More users make the answer slower, and hardly better. */
const MOST_USERS = 200_000;
const BATCH_ROWS = 2_000;

/** What a campaign has learned of the effect on each user. */
export interface LearnedUplift {
  /** Names of the features that it reads, in order. */
  readonly features: readonly string[];
  /** By how much a contact raises the chance that a user stays, from users x features. */
  readonly uplift: (features: Float32Array, users: number) => Float64Array;
}

/** For whom a campaign worked. */
@Injectable()
export class CampaignUplift {
  constructor(
    @Inject(SETTINGS) private readonly settings: ChurnSettings,
    private readonly database: Database,
    @InjectRepository(Campaign) private readonly campaigns: Repository<Campaign>,
    @InjectRepository(ModelVersion) private readonly versions: Repository<ModelVersion>,
  ) {}

  /**
   * @throws DomainError not_found (campaign_unknown), conflict (campaign_open, campaign_withheld, uplift_failed,
   * campaign_too_small)
   */
  async of(key: string): Promise<UpliftDto> {
    const campaign = await this.campaigns.findOneBy({ key });
    if (campaign === null) throw campaignUnknown(key);
    const { result, uplift, closesOn, warning } = campaign;
    if (uplift !== null) return uplift;
    if (result === null) {
      const because =
        closesOn === null
          ? 'it is a draft'
          : `the first scoring after its label window, which closes on ${closesOn}, makes it`;
      const sentence = `The campaign ${key} has no result yet: ${because}.`;
      throw new DomainError('conflict', 'campaign_open', sentence);
    }
    if (result.withheldBecause !== null)
      throw new DomainError('conflict', 'campaign_withheld', result.withheldBecause);
    if (warning !== null) throw new DomainError('conflict', 'uplift_failed', warning);
    throw new DomainError(
      'conflict',
      'campaign_too_small',
      `Uplift needs ${FEWEST_USERS} users an arm with an outcome and with stored features: the campaign ${key} had fewer.`,
    );
  }

  /**
   * What audiences choose users by.
   * @throws DomainError as {@link of}, and conflict (uplift_unproven)
   */
  async learned(key: string): Promise<LearnedUplift> {
    const { isProven, headline } = await this.of(key);
    if (!isProven)
      throw new DomainError('conflict', 'uplift_unproven', `Of the campaign ${key}: ${headline}`);
    const columns = { modelVersionId: true, learner: true } as const;
    const { modelVersionId, learner } = await this.campaigns.findOneOrFail({
      where: { key },
      select: columns,
    });
    const catalogue = await this.catalogue(modelVersionId!);
    const [encoding, model] = [new Encoding(catalogue), UpliftModel.of(unpacked(learner!) as StoredUplift)];
    return {
      features: catalogue.features.map(({ name }) => name),
      uplift: (features, users) => model.uplift(encoding.matrix(features, users)),
    };
  }

  /**
   * Of a campaign whose outcomes are stored, each arm against the hold-out: the one that is proven best, as chance
   * counts that there are several. Null: no arm has enough users.
   */
  async learn(campaign: LaunchedCampaign): Promise<Pick<Campaign, 'uplift' | 'learner'> | null> {
    const { arms, contactCost, savedValue: value } = campaign;
    const options = { contactCost, value, seed: this.settings.CHURN_SEED, together: arms.length };
    let best: (AssessedUplift & { readonly arm: string }) | null = null;
    for (const arm of arms) {
      const data = await this.read(campaign, arm);
      const contacted = data.treated.reduce((sum, one) => sum + one, 0);
      if (Math.min(contacted, data.treated.length - contacted) < FEWEST_USERS) continue;
      const assessed = await runInThread<AssessedUplift>(WORKER, [data, options]);
      if (best === null || assessed.pValue < best.pValue) best = { ...assessed, arm };
    }
    if (best === null) return null;
    const { model, ...uplift } = best;
    const of = arms.length > 1 ? `"${best.arm}": ` : '';
    return {
      uplift: { ...uplift, headline: `${of}${headlineOf(best)}` },
      learner: model === null ? null : packed(model),
    };
  }

  private async read(
    { id, snapshotDate, modelVersionId }: LaunchedCampaign,
    arm: string,
  ): Promise<CampaignData> {
    const users: UpliftUser[] = [];
    const parameters = [id, snapshotDate, modelVersionId, MOST_USERS, arm];
    for await (const some of this.database.stream<UpliftUser>(SELECT_UPLIFT_USERS, parameters, BATCH_ROWS))
      users.push(...some);
    const catalogue = await this.catalogue(modelVersionId);
    const width = catalogue.features.length;
    const features = new Float32Array(users.length * width);
    users.forEach((user, i) => {
      features.set(new Float32Array(Uint8Array.from(user.features).buffer), i * width);
    });
    return {
      x: new Encoding(catalogue).matrix(features, users.length),
      treated: Uint8Array.from(users, ({ isTreated }) => Number(isTreated)),
      // The outcome that a campaign is for.
      outcomes: Uint8Array.from(users, ({ churned }) => Number(!churned)),
    };
  }

  /** Of a stored version. */
  async catalogue(versionId: number): Promise<FeatureCatalogue> {
    const { parameters } = await this.versions.findOneByOrFail({ id: versionId });
    return featureCatalogue(parameters as unknown as FeatureLengths);
  }
}

export function campaignUnknown(key: string): DomainError {
  return new DomainError('not_found', 'campaign_unknown', `There is no campaign ${key}.`);
}

function headlineOf({ isProven, pValue, best }: AssessedUplift): string {
  const chance = `p = ${pValue.toPrecision(2)}`;
  return isProven
    ? `The effect differs between users (${chance}): choose them by the uplift of ${best}.`
    : `No proof that the effect differs between users (${chance}): choose by risk and value alone.`;
}
