import { DomainError, ModelVersion, SETTINGS } from '#common';
import { compiledFile, runInThread } from '#common/threads';
import type { AssessedUplift, CampaignData } from '#ml';
import { Inject, Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import type { Repository } from 'typeorm';
import { featureCatalogue } from '../dataset/feature-catalogue.js';
import type { FeatureLengths } from '../dataset/windows.js';
import { Encoding } from '../model/encoding.js';
import type { ChurnSettings } from '../settings.js';
import type { UpliftDto } from './campaign-result.dto.js';
import type { LaunchedCampaign } from './campaign.entity.js';
import { CampaignsRepository } from './campaigns.repository.js';
import type { UpliftUser } from './campaigns.repository.js';
import { CampaignsService } from './campaigns.service.js';
import type { UpliftTask } from './campaign-uplift.worker.js';

const WORKER = compiledFile('./campaign-uplift.worker.js', import.meta.url);
/** Below so many users of an arm, differences between users cannot be told from chance. */
const FEWEST_USERS = 1_000;
/** More users make the answer slower, and hardly better. */
const MOST_USERS = 200_000;

/** For whom a campaign worked. */
@Injectable()
export class CampaignUplift {
  constructor(
    @Inject(SETTINGS) private readonly settings: ChurnSettings,
    private readonly service: CampaignsService,
    private readonly campaigns: CampaignsRepository,
    @InjectRepository(ModelVersion) private readonly versions: Repository<ModelVersion>,
  ) {}

  /**
   * Made once, then stored.
   * @throws DomainError not_found (campaign_unknown), conflict (campaign_open, campaign_withheld,
   * campaign_too_small)
   */
  async of(key: string): Promise<UpliftDto> {
    const campaign = await this.service.closed(key);
    if (campaign.uplift !== null) return campaign.uplift;
    const { withheldBecause } = campaign.result;
    if (withheldBecause !== null) throw new DomainError('conflict', 'campaign_withheld', withheldBecause);
    const data = await this.read(campaign);
    const task: UpliftTask = {
      data,
      options: {
        contactCost: campaign.contactCost,
        value: campaign.savedValue,
        seed: this.settings.CHURN_SEED,
      },
    };
    const uplift = described(await runInThread<AssessedUplift>(WORKER, task));
    await this.campaigns.storeUplift(campaign, uplift);
    return uplift;
  }

  private async read(campaign: LaunchedCampaign): Promise<CampaignData> {
    const users: UpliftUser[] = [];
    for await (const batch of this.campaigns.upliftUsers(campaign, MOST_USERS)) users.push(...batch);
    const treated = Uint8Array.from(users, ({ isTreated }) => Number(isTreated));
    const contacted = treated.reduce((sum, one) => sum + one, 0);
    const fewest = Math.min(contacted, users.length - contacted);
    if (fewest < FEWEST_USERS)
      throw new DomainError(
        'conflict',
        'campaign_too_small',
        `Uplift needs ${FEWEST_USERS} users an arm with an outcome and with stored features; the smaller arm has ${fewest}.`,
      );
    const { parameters } = await this.versions.findOneByOrFail({ id: campaign.modelVersionId });
    const encoding = new Encoding(featureCatalogue(parameters as unknown as FeatureLengths));
    const width = users[0]!.features.length / Float32Array.BYTES_PER_ELEMENT;
    const features = new Float32Array(users.length * width);
    users.forEach((user, i) => {
      features.set(new Float32Array(Uint8Array.from(user.features).buffer), i * width);
    });
    return {
      x: encoding.matrix(features, users.length),
      treated,
      // The outcome that a campaign is for.
      outcomes: Uint8Array.from(users, ({ churned }) => Number(!churned)),
    };
  }
}

function described({ isProven, pValue, learners, fifths, ...uplift }: AssessedUplift): UpliftDto {
  const effect = ({ value, low, high }: { value: number; low: number; high: number }) => ({
    value,
    low,
    high,
  });
  const chance = `p = ${pValue.toPrecision(2)}`;
  return {
    ...uplift,
    isProven,
    pValue,
    headline: isProven
      ? `The effect differs between users (${chance}): choose them by the uplift of ${uplift.best}.`
      : `No proof that the effect differs between users (${chance}): choose by risk and value alone.`,
    learners: learners.map(({ qini, net, gainOverAll, ...learner }) => ({
      ...learner,
      qini: effect(qini),
      net: effect(net),
      gainOverAll: effect(gainOverAll),
    })),
    fifths: fifths.map(effect),
  };
}
