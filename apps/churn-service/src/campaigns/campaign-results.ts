import { Database } from '#common';
import { addDays } from '#common/calendar';
import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { IsNull, LessThanOrEqual } from 'typeorm';
import type { Repository } from 'typeorm';
import { copyRows } from '../dataset/copy-rows.js';
import { SnapshotsRepository } from '../dataset/snapshots.repository.js';
import { incompleteLabelDays } from '../dataset/windows.js';
import { CAMPAIGN_JOB } from './campaign-audience.js';
import type { CampaignResultDto } from './campaign-result.dto.js';
import { CampaignUplift } from './campaign-uplift.js';
import { Campaign, isLaunched } from './campaign.entity.js';
import type { LaunchedCampaign } from './campaign.entity.js';
import { silenceSql, updateChurnedSql } from './campaigns.sql.js';
import { measureCampaign } from './measure-campaign.js';
import type { ArmUsers } from './measure-campaign.js';

/** What came of campaigns. */
@Injectable()
export class CampaignResults {
  constructor(
    @InjectRepository(Campaign) private readonly campaigns: Repository<Campaign>,
    private readonly database: Database,
    private readonly snapshots: SnapshotsRepository,
    private readonly uplift: CampaignUplift,
  ) {}

  /** The stored result, or what is seen as far as days are loaded; null before the first one. */
  async of(campaign: LaunchedCampaign): Promise<CampaignResultDto | null> {
    if (campaign.result !== null) return campaign.result;
    const { snapshotDate, labelDays, closesOn } = campaign;
    const { wholeDays } = await this.snapshots.coverage();
    const [missing] = incompleteLabelDays(snapshotDate, labelDays, new Set(wholeDays));
    const through = missing === undefined ? closesOn : addDays(missing, -1);
    if (through <= snapshotDate) return null;
    const arms = await this.silence(campaign, through);
    return measureCampaign(arms, campaign, { through, isFinal: missing === undefined });
  }

  /** Stores the results of campaigns whose label windows are loaded, and for whom these worked. */
  async closeDue(): Promise<void> {
    const { newestDay } = await this.snapshots.loadedDays();
    if (newestDay === null) return;
    const due = await this.campaigns.findBy({ closesOn: LessThanOrEqual(newestDay), result: IsNull() });
    for (const campaign of due.filter(isLaunched)) {
      const result = await this.of(campaign);
      if (result?.isFinal !== true) continue;
      await this.database.transaction(async (transaction) => {
        await transaction.query(updateChurnedSql(campaign));
      }, CAMPAIGN_JOB);
      const learned = result.withheldBecause === null ? await this.uplift.learn(campaign) : null;
      await this.campaigns.update({ id: campaign.id }, { result, ...learned });
    }
  }

  /** Users by arm, the hold-out first, with their silence through a day of the label window. */
  private async silence(campaign: LaunchedCampaign, through: string): Promise<ArmUsers[]> {
    const arms = [null, ...campaign.arms].map((arm): ArmUsers => ({
      arm,
      silent: [],
      probability: [],
      plays: [],
    }));
    await this.database.transaction(async (transaction) => {
      await copyRows(transaction, silenceSql(campaign, through), 4, (_, values) => {
        const [arm, probability, plays, silent] = values as unknown as [number, number, number, number];
        arms[arm]!.probability.push(probability);
        arms[arm]!.plays.push(plays);
        arms[arm]!.silent.push(silent);
      });
    }, CAMPAIGN_JOB);
    return arms;
  }
}
