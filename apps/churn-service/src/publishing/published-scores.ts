import { Database, Field, JobInputDto, JobsService, ModelRegistry, OuterIds, SETTINGS } from '#common';
import type { JobContext } from '#common';
import { bucketPlace as placeOf } from '#common/bucket';
import { Inject, Injectable, Module } from '@nestjs/common';
import type { OnModuleInit } from '@nestjs/common';
import type { ChurnSettings } from '../churn.settings.js';
import { CHURN_MODEL } from '../model/churn-artefact.js';
import { ScoreExplainer } from '../scores/score-explainer.js';
import type { ScoreSet } from '../scores/score-set.js';
import { ScoreSetsRepository } from '../scores/score-sets.repository.js';
import { ScoresModule } from '../scores/scores.module.js';
import { ScoresRepository } from '../scores/scores.repository.js';
import { bucketPlace, folderPlace } from './places.js';
import type { Place } from './places.js';
import { writeParts } from './snapshot-parts.js';
import type { Part, PublishedUser } from './snapshot-parts.js';

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

interface Published {
  readonly isWhole: boolean;
  readonly files: readonly string[];
}

/** Whether place $1 has the snapshot $2 of the time $3 whole, and its files, else none. */
const SELECT_PUBLISHED = `/* churn.published */
  SELECT scored_at IS NOT DISTINCT FROM $3::timestamptz AS "isWhole", files FROM published_snapshot WHERE place = $1 AND snapshot_date = $2`;

const BEGIN_PUBLISHED = `/* churn.begin_published */
  INSERT INTO published_snapshot (place, snapshot_date) VALUES ($1, $2)
  ON CONFLICT (place, snapshot_date) DO UPDATE SET scored_at = NULL`;

const ADD_FILE = `/* churn.add_published_file */
  UPDATE published_snapshot SET files = array_append(array_remove(files, $3), $3) WHERE place = $1 AND snapshot_date = $2`;

const FINISH_PUBLISHED = `/* churn.finish_published */
  UPDATE published_snapshot SET scored_at = $3, files = $4 WHERE place = $1 AND snapshot_date = $2`;

/** Writes scores with their features and reasons to the folder and bucket of the settings, after each scoring. */
@Injectable()
export class PublishedScores implements OnModuleInit {
  private readonly places: readonly Place[];

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
      if ((await this.published(place, set)).isWhole) continue;
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
      const { isWhole, files } = await this.published(place, set);
      if (isWhole) continue;
      result.users = await this.publishAt(place, set, files, context);
      result.places.push(place.name);
    }
    return result;
  }

  private async publishAt(
    place: Place,
    set: ScoreSet,
    earlier: readonly string[],
    context: JobContext,
  ): Promise<number> {
    const { snapshotDate, version, scoredAt, labelDays } = set;
    const key = [place.name, snapshotDate];
    const name = `snapshot=${snapshotDate}`;
    const stem = `version-${version}-${scoredAt.getTime()}`;
    const model = await this.explainer.modelOf(set);
    const features = model?.catalogue.features.map((feature) => feature.name) ?? [];
    await this.database.query(BEGIN_PUBLISHED, key);
    const sum = (parts: readonly Part[]) => parts.reduce((users, { rows }) => users + rows, 0);
    const snapshot = {
      name,
      write: (folder: string) => writeParts(folder, stem, features, this.users(set, context)),
      manifest: (parts: readonly Part[]) => {
        const about = { snapshotDate, version, scoredAt, labelDays, rows: sum(parts), features, parts };
        return `${JSON.stringify(about, null, 2)}\n`;
      },
    };
    const parts = await place.store(
      snapshot,
      (file) => this.database.query(ADD_FILE, [...key, file]),
      context.signal,
    );
    const files = parts.map((part) => part.name);
    await place.remove(
      name,
      earlier.filter((file) => !files.includes(file)),
      context.signal,
    );
    await this.database.query(FINISH_PUBLISHED, [...key, scoredAt, files]);
    return sum(parts);
  }

  /** Without those who are excluded, or being erased. */
  private async *users(set: ScoreSet, context: JobContext): AsyncGenerator<PublishedUser[]> {
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
      yield scores.map((score, at) => ({ ...score, ...explained[at]!, userId: shown(score.userId) }));
    }
  }

  private async setOf(snapshotDate: string): Promise<ScoreSet | null> {
    const version = await this.registry.live(CHURN_MODEL);
    return version === null ? null : await this.sets.findOf(snapshotDate, version.id);
  }

  private async published({ name }: Place, { snapshotDate, scoredAt }: ScoreSet): Promise<Published> {
    const key = [name, snapshotDate, scoredAt];
    const [row] = await this.database.query<Published>(SELECT_PUBLISHED, key);
    return row ?? { isWhole: false, files: [] };
  }
}

@Module({
  imports: [ScoresModule],
  providers: [PublishedScores],
  exports: [PublishedScores],
})
export class PublishingModule {}
