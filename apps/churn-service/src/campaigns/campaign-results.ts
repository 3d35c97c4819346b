import { Database, LONG_STATEMENTS } from '#common';
import { addDays } from '#common/calendar';
import { Injectable, Logger } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { IsNull, LessThanOrEqual } from 'typeorm';
import type { Repository } from 'typeorm';
import type { DeclaredFact } from '#common/facts';
import { FactsRepository } from '../dataset/facts.repository.js';
import { LoadedDaysRepository } from '../dataset/loaded-days.repository.js';
import { incompleteLabelDays } from '../dataset/windows.js';
import type { CampaignPartDto, CampaignResultDto } from './campaign-result.dto.js';
import { CampaignUplift } from './campaign-uplift.js';
import { Campaign, isLaunched } from './campaign.entity.js';
import type { LaunchedCampaign } from './campaign.entity.js';
import { HOLDOUT, measureArmsSql, updateChurnedSql } from './campaigns.sql.js';
import type { ArmMeasures } from './campaigns.sql.js';
import { measureCampaign } from './measure-campaign.js';

/** The warning of a result while the service learns from it, and for good where the service stopped meanwhile. */
const NOT_LEARNED = 'For whom it worked has not been learned: the service learns it now, or was stopped.';

/** What came of campaigns. */
@Injectable()
export class CampaignResults {
  private readonly logger = new Logger('campaigns');

  constructor(
    @InjectRepository(Campaign) private readonly campaigns: Repository<Campaign>,
    private readonly database: Database,
    private readonly loaded: LoadedDaysRepository,
    private readonly facts: FactsRepository,
    private readonly uplift: CampaignUplift,
  ) {}

  /** The stored result, or what is seen as far as days are loaded; null before the first one. */
  async of(campaign: LaunchedCampaign): Promise<CampaignResultDto | null> {
    if (campaign.result !== null) return campaign.result;
    const look = await this.look(campaign);
    if (look === null) return null;
    return measureCampaign(armsOf(campaign, await this.measures(campaign, look.through)), campaign, look);
  }

  /** The same of each part of the users by what a fact was at launch; none before the first result. */
  async byFact(campaign: LaunchedCampaign, fact: DeclaredFact): Promise<CampaignPartDto[]> {
    const look = await this.look(campaign);
    if (look === null) return [];
    const parts = Map.groupBy(await this.measures(campaign, look.through, fact), ({ part }) => part);
    return [...parts]
      .sort()
      .map(([part, rows]) =>
        Object.assign({ part }, measureCampaign(armsOf(campaign, rows), campaign, look, parts.size)),
      );
  }

  /** Through which day events, or endings, are known; null: through none. */
  private async look({
    snapshotDate,
    labelDays,
    closesOn,
    target,
  }: LaunchedCampaign): Promise<Pick<CampaignResultDto, 'through' | 'isFinal'> | null> {
    const { wholeDays } = await this.loaded.coverage();
    const [missing] = incompleteLabelDays(snapshotDate, labelDays, new Set(wholeDays));
    const loaded = missing === undefined ? closesOn : addDays(missing, -1);
    const told = target === 'ended' ? ((await this.facts.toldThrough()) ?? snapshotDate) : loaded;
    const through = told < loaded ? told : loaded;
    return through <= snapshotDate ? null : { through, isFinal: through === closesOn };
  }

  /**
   * Stores the results of campaigns whose label windows are loaded, and only then for whom these worked: where
   * nothing can be learned of that, the campaign has a warning, and it is closed as all others.
   */
  async closeDue(): Promise<void> {
    const { newestDay } = await this.loaded.loadedDays();
    if (newestDay === null) return;
    const due = await this.campaigns.findBy({ closesOn: LessThanOrEqual(newestDay), result: IsNull() });
    for (const campaign of due.filter(isLaunched)) {
      const result = await this.of(campaign);
      if (result?.isFinal !== true) continue;
      await this.database.transaction(async (transaction) => {
        await transaction.query(
          updateChurnedSql(campaign.target, campaign.kinds),
          windowOf(campaign, campaign.closesOn),
        );
      }, LONG_STATEMENTS);
      const { id } = campaign;
      if (result.withheldBecause !== null) await this.campaigns.update({ id }, { result });
      else {
        await this.campaigns.update({ id }, { result, warning: NOT_LEARNED });
        await this.campaigns.update({ id }, await this.learned(campaign));
      }
    }
  }

  private async learned(campaign: LaunchedCampaign): Promise<Partial<Campaign>> {
    try {
      return { ...(await this.uplift.learn(campaign)), warning: null };
    } catch (error) {
      this.logger.error({ err: error, campaign: campaign.key }, 'nothing was learned from a campaign');
      return { warning: `Nothing was learned of whom it worked for: ${(error as Error).message}.` };
    }
  }

  /** The silence of users through a day of the label window. */
  private async measures(
    campaign: LaunchedCampaign,
    through: string,
    fact: DeclaredFact | null = null,
  ): Promise<ArmMeasures[]> {
    const sql = measureArmsSql(campaign.target, campaign.kinds, fact);
    return await this.database.transaction(
      (transaction) => transaction.query<ArmMeasures>(sql, windowOf(campaign, through)),
      LONG_STATEMENTS,
    );
  }
}

/** The hold-out first. */
function armsOf({ arms }: LaunchedCampaign, rows: readonly ArmMeasures[]) {
  return [HOLDOUT, ...arms].map((arm) => rows.find((row) => row.arm === arm) ?? { ...WITHOUT_USERS, arm });
}

const WITHOUT_USERS = { users: 0, outcomes: 0, plays: 0, playsVariance: 0, x: 0, y: 0, xx: 0, xy: 0, yy: 0 };

/** Parameters of statements about the events of a campaign's users. */
function windowOf({ id, snapshotDate }: LaunchedCampaign, through: string): unknown[] {
  return [addDays(snapshotDate, 1), through, id];
}
