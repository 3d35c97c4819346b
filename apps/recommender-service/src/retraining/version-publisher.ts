import { ModelRegistry, SETTINGS } from '#common';
import type { GateDecision, ModelVersion } from '#common';
import { Inject, Injectable } from '@nestjs/common';
import { modelName } from '../engines/model-name.js';
import type { HeldOutSplit } from '../evaluation/hold-out.js';
import { anchorOf, decidePromotion, newHoles, refusesParameters } from '../evaluation/promotion-gate.js';
import type { LearnedSizes } from '../evaluation/promotion-gate.js';
import type { HoleDto } from '../interactions/interactions.repository.js';
import { InteractionsRepository } from '../interactions/interactions.repository.js';
import type { RecommenderSettings } from '../recommender.settings.js';
import { ExperimentsService } from '../registry/experiments.service.js';
import { LiveRecommender, RECOMMENDER_MODEL_KIND } from '../registry/live-recommender.js';
import { ParameterSearchesRepository } from './parameter-searches.repository.js';
import type { RetrainResultDto } from './retrain.dto.js';
import type { TrainingOutcome } from './training-task.js';
import type { TrainingData } from './training-data.js';
import type { TrainingParameters } from '../engines/training-parameters.js';
import { reportOf } from '../evaluation/model-report.dto.js';
import type { ModelReportDto } from '../evaluation/model-report.dto.js';
import { followedSearch } from './parameter-search.entity.js';
import type { ParameterSearch } from './parameter-search.entity.js';

/** What a retrain knows of its version in addition to what the training gave. */
interface Retrain {
  data: TrainingData;
  /** The version that it was compared with. */
  live: ModelVersion | null;
  split: HeldOutSplit;
  readAt: string;
  /** Whether a version that passes goes live. */
  promote: boolean;
  /** By step, before the training. */
  seconds: ModelReportDto['seconds'];
}

const SHOWN_HOLES = 5;

/**
 * Writes the report of a trained version, stores it, and lets it go live if the gate agrees and this program
 * can serve it.
 */
@Injectable()
export class VersionPublisher {
  constructor(
    private readonly interactions: InteractionsRepository,
    private readonly registry: ModelRegistry,
    private readonly searches: ParameterSearchesRepository,
    private readonly experiments: ExperimentsService,
    private readonly live: LiveRecommender,
    @Inject(SETTINGS) private readonly settings: RecommenderSettings,
  ) {}

  async publish(outcome: TrainingOutcome, retrain: Retrain): Promise<RetrainResultDto> {
    const report = await this.report(outcome, retrain);
    const version = await this.store(outcome, report, retrain);
    // The client that waited for the job may send a request at once: this instance serves the version before
    // the job has succeeded.
    await this.live.refresh();
    await this.experiments.retireVersions(this.settings.RECOMMENDER_KEEP_VERSIONS);
    const { search, warnings } = retrain.data;
    return {
      version: version.version,
      state: version.state,
      reasons: version.gate.reasons,
      nothingNew: version.gate.nothingNew === true,
      warnings: [
        ...warnings,
        ...holeWarnings(report.data.holes),
        ...(await this.dropSearch(search, version, report)),
      ],
    };
  }

  private async report(
    { sizes, evaluation, coldPlace, search, next, fits, seconds }: TrainingOutcome,
    retrain: Retrain,
  ): Promise<ModelReportDto> {
    const { split, readAt, data, live } = retrain;
    const before = live && { version: live.version, anchorVersion: reportOf(live).anchorVersion };
    const holes = await this.interactions.holes(split.from, split.to);
    return {
      synthetic: await this.interactions.isSynthetic(),
      readAt,
      data: { ...split, ...sizes, holes },
      evaluation,
      coldPlace,
      search,
      next,
      fits,
      parameterSearch: data.search === null ? null : followedSearch(data.search),
      anchorVersion: anchorOf(evaluation, before),
      seconds: { ...retrain.seconds, ...seconds },
    };
  }

  private async store(
    { artefact }: TrainingOutcome,
    report: ModelReportDto,
    { data: { parameters }, live: compared, promote }: Retrain,
  ): Promise<ModelVersion> {
    const { from, to } = report.data;
    return await this.registry.publish(
      {
        kind: RECOMMENDER_MODEL_KIND,
        snapshotDate: to,
        dataFrom: from,
        dataTo: to,
        seed: parameters.seed,
        parameters,
        report,
        artefact: Buffer.from(artefact.buffer, artefact.byteOffset, artefact.byteLength),
      },
      async (live) => {
        const decision = this.decide(report, parameters, compared, live);
        const kept = await this.keptBack(promote);
        if (!decision.accepted || kept === null) return decision;
        return { ...decision, reasons: [...decision.reasons, `Not promoted: ${kept}`], promotes: false };
      },
      this.live.prepare,
    );
  }

  /** Why a version that passes does not go live; null: it does. An experiment may have begun during the retrain. */
  private async keptBack(promote: boolean): Promise<string | null> {
    if (!promote) return 'the retrain was to store the version only.';
    const running = await this.experiments.runningWithModel();
    return running === null ? null : `the experiment "${running.name}" runs, and a promotion would end it.`;
  }

  private decide(
    report: ModelReportDto,
    parameters: TrainingParameters,
    compared: ModelVersion | null,
    live: ModelVersion | null,
  ): GateDecision {
    const mayBreak = compared === null || this.settings.RECOMMENDER_PROMOTE_WITH_HOLES;
    const decision = decidePromotion(report.evaluation, {
      model: modelName(parameters),
      leastUsers: this.settings.RECOMMENDER_GATE_USERS,
      margin: this.settings.RECOMMENDER_GATE_MARGIN,
      popularityMargin: this.settings.RECOMMENDER_POPULARITY_MARGIN,
      synthetic: report.synthetic,
      live: compared === null ? null : learnedSizes(reportOf(compared)),
      learned: learnedSizes(report),
      newHoles: mayBreak ? [] : newHoles(report.data.holes, reportOf(compared).data.holes),
    });
    if (compared?.id === live?.id) return decision;
    const changed = 'Failed: another version went live meanwhile, with which this one was not compared.';
    return { accepted: false, reasons: [...decision.reasons, changed] };
  }

  /**
   * A search whose choice was not shown to be as good as the live parameters is not followed any more: else
   * nothing would go live until the next.
   */
  private async dropSearch(
    search: ParameterSearch | null,
    { state }: ModelVersion,
    { evaluation }: ModelReportDto,
  ): Promise<string[]> {
    if (search === null || state !== 'refused' || evaluation === null) return [];
    if (!refusesParameters(evaluation, this.settings.RECOMMENDER_GATE_MARGIN)) return [];
    await this.searches.accept(search.id, false);
    return [
      `Retrains do not follow parameter search ${search.id} any more, since its choice was not shown to be as good as the live ` +
        `parameters; PUT /admin/recommender/parameter-searches/${search.id}/accepted decides otherwise.`,
    ];
  }
}

function learnedSizes({ data }: ModelReportDto): LearnedSizes {
  return { users: data.usersWithHistory, likedPairs: data.likedPairs };
}

/** What a retrain says of the holes in its days. */
function holeWarnings(holes: readonly HoleDto[]): string[] {
  if (holes.length === 0) return [];
  const shown = holes.slice(0, SHOWN_HOLES).map(({ day, kind, reason }) => `${day} ${kind}: ${reason}`);
  const more = holes.length > SHOWN_HOLES ? ', ...' : '';
  return [
    `The days learned from have ${holes.length} ${holes.length === 1 ? 'hole' : 'holes'} (${shown.join(', ')}${more}). ` +
      'What was played or downloaded there weighs nothing, and popularity is too low for songs of those days.',
  ];
}
