import { Database, Field, JobInputDto, JobsService, ModelRegistry, OuterIds, SETTINGS } from '#common';
import type { JobContext } from '#common';
import { modelKindOf } from '#common/bands';
import { bucketPlace as placeOf } from '#common/bucket';
import { bucketPlace, folderPlace, PublishedFolder, RowFile } from '#common/publishing';
import type { Column, Place, Row } from '#common/publishing';
import { Inject, Injectable, Module } from '@nestjs/common';
import type { OnModuleInit } from '@nestjs/common';
import type { ChurnSettings } from '../churn.settings.js';
import { ScoreExplainer } from '../scores/score-explainer.js';
import type { ExplainedScore } from '../scores/score-explainer.js';
import type { ScoreSet } from '../scores/score-set.js';
import { ScoreSetsRepository } from '../scores/score-sets.repository.js';
import { ScoresModule } from '../scores/scores.module.js';
import { ScoresRepository } from '../scores/scores.repository.js';
import type { ChurnScore } from '../scores/scores.repository.js';

const PUBLISH = 'churn.publish';

class PublishInputDto extends JobInputDto {
  @Field.day('Snapshot date of the scores', { example: '2017-05-12' })
  snapshotDate: string;
}

class PublishResultDto extends PublishInputDto {
  @Field.integer('Version that made them', { minimum: 1, example: 3 })
  version: number;

  @Field.count('Users of the snapshot; 0: it was published before', { example: 20_000 })
  users: number;

  @Field.values('Where it was written', 'string', { example: ['/var/lake/churn'] })
  places: string[];
}

/** One request puts a file into a bucket: at most 5 GB. */
const PART_ROWS = 500_000;

/** Writes scores with their features and reasons to the folder and bucket of the settings, after each scoring. */
@Injectable()
export class PublishedScores implements OnModuleInit {
  private readonly places: readonly Place[];
  /** Of the versions that bands use. */
  private readonly kind: string;

  constructor(
    @Inject(SETTINGS) settings: ChurnSettings,
    private readonly database: Database,
    private readonly jobs: JobsService,
    private readonly registry: ModelRegistry,
    private readonly sets: ScoreSetsRepository,
    private readonly scores: ScoresRepository,
    private readonly explainer: ScoreExplainer,
    private readonly ids: OuterIds,
  ) {
    const { CHURN_PUBLISH_FOLDER: folder } = settings;
    const bucket = placeOf(settings, 'CHURN_PUBLISH_BUCKET');
    this.kind = modelKindOf(settings.CHURN_BAND_TARGET);
    this.places = [
      ...(folder === undefined ? [] : [folderPlace(folder)]),
      ...(bucket === null ? [] : [bucketPlace(bucket)]),
    ];
  }

  onModuleInit(): void {
    this.jobs.register({
      kind: PUBLISH,
      input: PublishInputDto,
      result: PublishResultDto,
      whenBusy: 'queue',
      run: ({ snapshotDate }, context) => this.publish(snapshotDate, context),
    });
  }

  /** Starts the job where a place lacks the newest scores of the snapshot. */
  async publishLater(snapshotDate: string): Promise<void> {
    const set = await this.setOf(snapshotDate);
    if (set === null) return;
    for (const place of this.places) {
      if (await this.isWhole(place, set)) continue;
      await this.jobs.start(PUBLISH, { snapshotDate });
      return;
    }
  }

  private async publish(snapshotDate: string, context: JobContext): Promise<PublishResultDto> {
    const set = await this.setOf(snapshotDate);
    if (set === null)
      throw new Error(`The live version has no scores of ${snapshotDate}: POST /admin/churn/score.`);
    const result = { snapshotDate, version: set.version, users: 0, places: [] as string[] };
    for (const place of this.places) {
      if (await this.isWhole(place, set)) continue;
      result.users = await this.publishAt(place, set, context);
      result.places.push(place.name);
    }
    return result;
  }

  private async publishAt(place: Place, set: ScoreSet, context: JobContext): Promise<number> {
    const { snapshotDate, version, scoredAt, labelDays } = set;
    const model = await this.explainer.modelOf(set);
    const features = model?.catalogue.features.map((feature) => feature.name) ?? [];
    const columns = columnsOf(features);
    const folder = { ...folderOf(set), plan: null };
    const published = await PublishedFolder.begin(this.database, place, folder, context.signal);
    const batches = this.rows(set, context);
    const names: string[] = [];
    for (let next = await batches.next(); next.done !== true;) {
      const name = `version-${version}-${scoredAt.getTime()}-${names.length}.parquet`;
      names.push(name);
      const part = async function* (): AsyncGenerator<Row[]> {
        for (let rows = 0; next.done !== true && rows < PART_ROWS; next = await batches.next()) {
          rows += next.value.length;
          yield next.value;
        }
      };
      await published.put(name, (path) => RowFile.write(path, 'parquet', columns, part()));
    }
    const about = { snapshotDate, version, scoredAt, labelDays };
    return await published.finish(names, (parts, rows) => ({ ...about, rows, features, parts }));
  }

  /** Without those who are excluded, or being erased. */
  private async *rows(set: ScoreSet, context: JobContext): AsyncGenerator<Row[], undefined> {
    let users = 0;
    for await (const scores of this.scores.served(set)) {
      context.signal.throwIfAborted();
      const shown = await this.ids.shown(
        'user',
        scores.map(({ userId }) => userId),
      );
      const explained = await this.explainer.explain(set, scores);
      users += scores.length;
      context.progress({ step: 'publishing scores', fraction: users / set.userCount, detail: { users } });
      yield scores.map((score, at) => rowOf(shown(score.userId), score, explained[at]!));
    }
    return undefined;
  }

  private async setOf(snapshotDate: string): Promise<ScoreSet | null> {
    const version = await this.registry.live(this.kind);
    return version === null ? null : await this.sets.findOf(snapshotDate, version.id);
  }

  private isWhole(place: Place, set: ScoreSet): Promise<boolean> {
    const { name, contents } = folderOf(set);
    return PublishedFolder.isWhole(this.database, place, name, contents);
  }
}

function folderOf({ snapshotDate, scoredAt }: ScoreSet): { name: string; contents: string } {
  return { name: `snapshot=${snapshotDate}`, contents: scoredAt.toISOString() };
}

/** @param features names of the features, in the order of the users' values */
function columnsOf(features: readonly string[]): Column[] {
  return [
    { name: 'user_id', type: 'text' },
    { name: 'probability', type: 'float' },
    { name: 'probability_low', type: 'double', isOptional: true },
    { name: 'probability_high', type: 'double', isOptional: true },
    { name: 'reasons', type: 'json' },
    ...features.map((name) => ({ name, type: 'float' as const, isOptional: true })),
  ];
}

/** Never is null, as everywhere outside. */
function rowOf(
  userId: string,
  { probability, features }: ChurnScore,
  { interval, reasons }: ExplainedScore,
): Row {
  const known = Array.from(features, (value) => (Number.isNaN(value) ? null : value));
  return [userId, probability, interval?.low ?? null, interval?.high ?? null, reasons, ...known];
}

@Module({
  imports: [ScoresModule],
  providers: [PublishedScores],
  exports: [PublishedScores],
})
export class PublishingModule {}
