import { JobsService, ModelRegistry, Reads } from '#common';
import type { JobContext, JobDto } from '#common';
import { Injectable } from '@nestjs/common';
import type { OnModuleInit } from '@nestjs/common';
import { PLAIN_REQUEST } from '../answers/best-songs.js';
import { rounded } from '../answers/millionths.js';
import { rankSongs } from '../answers/song-ranking.js';
import { reportOf } from '../evaluation/model-report.dto.js';
import { listenerOf } from '../listener/listener.js';
import { mapInTurns } from '../model/in-turns.js';
import { decodeRecommender } from '../model/recommender-decoder.js';
import type { RecommenderModel } from '../model/recommender-model.js';
import { RECOMMENDER_MODEL_KIND } from '../registry/live-recommender.js';
import { estimateByLogs, FEWEST_EFFECTIVE_CLICKS } from './off-policy.js';
import type { LoggedSong, OffPolicyEstimate } from './off-policy.js';
import { SELECT_LOGGED } from './outcomes.sql.js';
import { percent, rateOf, shownRate } from './rate.js';
import { EstimateInputDto, VersionEstimateDto } from './version-estimate.dto.js';

const ESTIMATE = 'recommender.estimate-version';
const MOST_USERS = 5_000;
/** Places that are compared. */
const PLACES = 50;

interface ShownToUser {
  userId: string;
  shown: LoggedSong[];
}

/**
 * What a version would have had clicked, by what others have shown since it read its events: it has learned
 * from none of that.
 */
@Injectable()
export class VersionEstimates implements OnModuleInit {
  constructor(
    private readonly jobs: JobsService,
    private readonly registry: ModelRegistry,
    private readonly reads: Reads,
  ) {}

  onModuleInit(): void {
    this.jobs.register({
      kind: ESTIMATE,
      input: EstimateInputDto,
      result: VersionEstimateDto,
      whenBusy: 'refuse',
      run: (input, context) => this.estimate(input, context),
    });
  }

  /** @throws DomainError not_found for an unknown version, conflict while an estimate runs */
  async start(version: number): Promise<JobDto> {
    await this.registry.get(RECOMMENDER_MODEL_KIND, version);
    return await this.jobs.start(ESTIMATE, { version });
  }

  private async estimate({ version }: EstimateInputDto, context: JobContext): Promise<VersionEstimateDto> {
    context.progress({ step: 'reading the version', fraction: 0 });
    const found = await this.registry.get(RECOMMENDER_MODEL_KIND, version);
    const model = await decodeRecommender(await this.registry.artefact(found), found);
    context.progress({ step: 'reading what was shown', fraction: 0.3 });
    const { readAt } = reportOf(found);
    const rows = await this.reads.run('recent', (database) =>
      database.query<ShownToUser>(SELECT_LOGGED, [readAt, MOST_USERS, PLACES]),
    );
    const known = rows.filter(({ userId }) => model.findUser(userId) !== -1);
    context.progress({ step: 'ranking', fraction: 0.5 });
    const users = await mapInTurns(known, ({ userId, shown }) => ({ shown, list: listOf(model, userId) }));
    return described(version, users.length, estimateByLogs(users));
  }
}

/** The list of a user as the version was trained. */
function listOf(model: RecommenderModel, userId: string): string[] {
  const row = model.findUser(userId);
  const trained = model.hasHistory(row) ? model.users.vector(row).slice() : null;
  const listener = listenerOf(model, row, trained, []);
  const { rows } = rankSongs(model, listener, { ...PLAIN_REQUEST, limit: PLACES });
  return rows.map((song) => String(model.songIds[song]));
}

function described(version: number, users: number, found: OffPolicyEstimate): VersionEstimateDto {
  const { estimate, logged, supportedShare, matched, effectiveClicks } = found;
  const isEnough = effectiveClicks >= FEWEST_EFFECTIVE_CLICKS;
  const rate = `${percent(estimate.value)} % of the songs shown clicked (95 % interval ${percent(estimate.low)} to ${percent(estimate.high)} %)`;
  return {
    version,
    headline: isEnough
      ? `Version ${version} would have had ${rate}, where ${percent(logged.successes / logged.cases)} % were. The logs speak for ${percent(supportedShare)} % of its places.`
      : `The logs say too little of version ${version}: its songs at their places had ${effectiveClicks.toFixed(0)} effective clicks, ` +
        `${FEWEST_EFFECTIVE_CLICKS} are needed. Set RECOMMENDER_EXPLORATION, and report impressions with firstPlace.`,
    clickRate: isEnough ? shownRate(estimate) : null,
    loggedClickRate: rateOf(logged),
    supportedShare: rounded(supportedShare),
    users,
    matched,
    effectiveClicks: rounded(effectiveClicks),
  };
}
