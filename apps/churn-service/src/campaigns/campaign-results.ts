import { Database, LONG_STATEMENTS } from '#common';
import { addDays } from '#common/calendar';
import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { IsNull, LessThanOrEqual } from 'typeorm';
import type { Repository } from 'typeorm';
import { LoadedDaysRepository } from '../dataset/loaded-days.repository.js';
import { incompleteLabelDays } from '../dataset/windows.js';
import type { CampaignResultDto } from './campaign-result.dto.js';
import { CampaignUplift } from './campaign-uplift.js';
import { Campaign, isLaunched } from './campaign.entity.js';
import type { LaunchedCampaign } from './campaign.entity.js';
import { HOLDOUT, measureArmsSql, updateChurnedSql } from './campaigns.sql.js';
import type { ArmMeasures } from './campaigns.sql.js';
import { measureCampaign } from './measure-campaign.js';

/** What came of campaigns. */
@Injectable()
export class CampaignResults {
  constructor(
    @InjectRepository(Campaign) private readonly campaigns: Repository<Campaign>,
    private readonly database: Database,
    private readonly loaded: LoadedDaysRepository,
    private readonly uplift: CampaignUplift,
  ) {}

  /** The stored result, or what is seen as far as days are loaded; null before the first one. */
  async of(campaign: LaunchedCampaign): Promise<CampaignResultDto | null> {
    if (campaign.result !== null) return campaign.result;
    const { snapshotDate, labelDays, closesOn } = campaign;
    const { wholeDays } = await this.loaded.coverage();
    const [missing] = incompleteLabelDays(snapshotDate, labelDays, new Set(wholeDays));
    const through = missing === undefined ? closesOn : addDays(missing, -1);
    if (through <= snapshotDate) return null;
    const arms = await this.arms(campaign, through);
    return measureCampaign(arms, campaign, { through, isFinal: missing === undefined });
  }

  /** Stores the results of campaigns whose label windows are loaded, and for whom these worked. */
  async closeDue(): Promise<void> {
    const { newestDay } = await this.loaded.loadedDays();
    if (newestDay === null) return;
    const due = await this.campaigns.findBy({ closesOn: LessThanOrEqual(newestDay), result: IsNull() });
    for (const campaign of due.filter(isLaunched)) {
      const result = await this.of(campaign);
      if (result?.isFinal !== true) continue;
      await this.database.transaction(async (transaction) => {
        await transaction.query(updateChurnedSql(campaign.kinds), windowOf(campaign, campaign.closesOn));
      }, LONG_STATEMENTS);
      const learned = result.withheldBecause === null ? await this.uplift.learn(campaign) : null;
      await this.campaigns.update({ id: campaign.id }, { result, ...learned });
    }
  }

  /** The hold-out first, with the silence of users through a day of the label window. */
  private async arms(campaign: LaunchedCampaign, through: string): Promise<ArmMeasures[]> {
    const sql = measureArmsSql(campaign.kinds);
    const rows = await this.database.transaction(
      (transaction) => transaction.query<ArmMeasures>(sql, windowOf(campaign, through)),
      LONG_STATEMENTS,
    );
    return [HOLDOUT, ...campaign.arms].map(
      (arm) => rows.find((row) => row.arm === arm) ?? { ...WITHOUT_USERS, arm },
    );
  }
}

const WITHOUT_USERS = { users: 0, outcomes: 0, plays: 0, playsVariance: 0, x: 0, y: 0, xx: 0, xy: 0, yy: 0 };

/** Parameters of statements about the events of a campaign's users. */
function windowOf({ id, snapshotDate }: LaunchedCampaign, through: string): unknown[] {
  return [addDays(snapshotDate, 1), through, id];
}
