import { ModelRegistry } from '#common';
import { TARGETS } from '#common/bands';
import type { ProbabilityInterval } from '#ml';
import { Injectable, Logger } from '@nestjs/common';
import type { ReasonDto } from '../model/reason.dto.js';
import { LiveChurnModels, readArtefact } from '../registry/live-churn-model.js';
import type { ChurnScore } from './scores.repository.js';
import { ChurnModel } from '../model/churn-model.js';
import { ScoringThreads } from './scoring-threads.js';

/** The version that made a score. */
interface MadeBy {
  readonly kind: string;
  readonly versionId: number;
  readonly version: number;
}

/**
 * Why a score has no reasons: its features were dropped, or the version that made it was retired or cannot be
 * read.
 */
export const REASONS_MISSING = ['features_dropped', 'version_unusable'] as const;
export type ReasonsMissing = (typeof REASONS_MISSING)[number];

/** What is found out about a score on request. */
export interface ExplainedScore {
  /** Largest effect first; empty with `reasonsMissing`. */
  readonly reasons: readonly ReasonDto[];
  readonly reasonsMissing: ReasonsMissing | null;
  /** Bounds of the probability; null with `reasonsMissing`. */
  readonly interval: ProbabilityInterval | null;
}

/** Explained at once, in this thread: a forest takes about a millisecond a user, the others a tenth of it. */
const AT_ONCE = { 'logistic-regression': 20, 'gradient-boosting': 20, 'random-forest': 2, blend: 20 };

/** Finds the reasons and bounds of scores on request. */
@Injectable()
export class ScoreExplainer {
  private readonly logger = new Logger('scoring');
  /** The newest version asked for in addition to the live one; null when it cannot be used any more. */
  private other: { readonly versionId: number; readonly model: Promise<ChurnModel | null> } | null = null;

  constructor(
    private readonly live: LiveChurnModels,
    private readonly registry: ModelRegistry,
    private readonly threads: ScoringThreads,
  ) {}

  /** One a score, in their order. */
  async explain(by: MadeBy, scores: readonly Pick<ChurnScore, 'features'>[]): Promise<ExplainedScore[]> {
    const readable = await this.readable(by, scores);
    if (typeof readable === 'string')
      return scores.map(() => ({ reasons: [], reasonsMissing: readable, interval: null }));
    const { model, values } = readable;
    const reasons =
      scores.length <= AT_ONCE[model.artefact.model]
        ? scores.map(({ features }) => model.reasons(features))
        : await this.threads.explained<ReasonDto[]>({ versionId: by.versionId, model }, values, 'reasons');
    return model
      .intervals(values, scores.length)
      .map((interval, i) => ({ reasons: reasons[i]!, reasonsMissing: null, interval }));
  }

  /** The first reason of each score in a sentence, empty where there is none; for very many scores. */
  async sentences(by: MadeBy, scores: readonly Pick<ChurnScore, 'features'>[]): Promise<string[]> {
    const readable = await this.readable(by, scores);
    if (typeof readable === 'string') return scores.map(() => '');
    const { model, values } = readable;
    return await this.threads.explained<string>({ versionId: by.versionId, model }, values, 'sentences');
  }

  private async readable(
    by: MadeBy,
    scores: readonly Pick<ChurnScore, 'features'>[],
  ): Promise<{ model: ChurnModel; values: Float32Array } | ReasonsMissing> {
    // Of one set, which has lost the features of all its scores or of none.
    if (scores.some(({ features }) => features.length === 0)) return 'features_dropped';
    const model = await this.modelOf(by);
    if (model === null) return 'version_unusable';
    const width = model.catalogue.features.length;
    const values = new Float32Array(scores.length * width);
    scores.forEach(({ features }, i) => values.set(features, i * width));
    return { model, values };
  }

  /** The model that made a score; null where the version has been retired, or cannot be read just now. */
  async modelOf({ versionId, ...by }: MadeBy): Promise<ChurnModel | null> {
    const { version } = by;
    for (const target of TARGETS) {
      const live = this.live.of(target).current();
      if (live?.version.id === versionId) return live.model;
    }
    if (this.other?.versionId !== versionId) this.other = { versionId, model: this.load(by) };
    const asking = this.other;
    try {
      return await asking.model;
    } catch (error) {
      // It could not be read just now: the next question reads it again.
      if (this.other === asking) this.other = null;
      this.warn(version, error);
      return null;
    }
  }

  private async load({ kind, version }: Omit<MadeBy, 'versionId'>): Promise<ChurnModel | null> {
    const found = await this.registry.get(kind, version);
    if (found.retiredAt !== null) return null;
    const artefact = await readArtefact(this.registry, found);
    if (typeof artefact !== 'string') return new ChurnModel(artefact);
    this.warn(version, artefact);
    return null;
  }

  private warn(version: number, error: unknown): void {
    const why = error instanceof Error ? error.message : String(error);
    this.logger.warn(`Scores of version ${version} cannot be explained: ${why}`);
  }
}
