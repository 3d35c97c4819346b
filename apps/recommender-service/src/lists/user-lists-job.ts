import { Database, DomainError, JobsService, OuterIds } from '#common';
import type { JobContext, JobDto } from '#common';
import { PublishedFolder, RowFile } from '#common/publishing';
import type { Column, Row } from '#common/publishing';
import { Injectable } from '@nestjs/common';
import type { OnModuleInit } from '@nestjs/common';
import { hash } from 'node:crypto';
import { InterestedPages } from '../serving/audience/interested-pages.js';
import { ListsResultDto, UserListsBody } from './lists.dto.js';
import { ListTargets } from './targets.js';

const USER_LISTS = 'recommender.user-lists';
/** Songs of one file. */
const PART_SONGS = 100;

const COLUMNS: readonly Column[] = [
  { name: 'song_id', type: 'text' },
  { name: 'place', type: 'integer' },
  { name: 'user_id', type: 'text' },
  { name: 'score', type: 'double' },
  { name: 'source', type: 'text' },
  { name: 'churn_probability', type: 'double', isOptional: true },
];

/** Writes users for each of some songs, as requests are answered. */
@Injectable()
export class UserListsJob implements OnModuleInit {
  constructor(
    private readonly jobs: JobsService,
    private readonly database: Database,
    private readonly targets: ListTargets,
    private readonly interested: InterestedPages,
    private readonly ids: OuterIds,
  ) {}

  onModuleInit(): void {
    this.jobs.register({
      kind: USER_LISTS,
      input: UserListsBody,
      result: ListsResultDto,
      whenBusy: 'queue',
      run: (input, context) => this.write(input, context),
    });
  }

  /** @throws DomainError conflict (lists_place_missing), unavailable without a live model */
  async start(body: UserListsBody): Promise<JobDto> {
    this.targets.place(body.to);
    await this.interested.basis(body);
    return await this.jobs.start(USER_LISTS, body);
  }

  private async write(input: UserListsBody, context: JobContext): Promise<ListsResultDto> {
    const place = this.targets.place(input.to);
    const { state, served } = await this.interested.basis(input);
    const { version, artefactSha256 } = served.version;
    const contents = hash('sha256', JSON.stringify([input, version, artefactSha256, state.erasures]));
    const name = `lists=${input.name}`;
    const begun = { name, contents, plan: null };
    const folder = await PublishedFolder.begin(this.database, place, begun, context.signal);
    const stem = `version-${version}-${folder.begunAt.getTime()}`;
    const files: string[] = [];
    for (let from = 0; from < input.songIds.length; from += PART_SONGS) {
      const file = `${stem}-${files.length}.${input.format}`;
      files.push(file);
      const songs = input.songIds.slice(from, from + PART_SONGS);
      if (await folder.has(file)) continue;
      await folder.put(file, (path) =>
        RowFile.write(path, input.format, COLUMNS, this.rows(songs, input, version, context)),
      );
    }
    const about = { name: input.name, version, writtenAt: new Date() };
    const rows = await folder.finish(files, (parts, sum) => ({ ...about, rows: sum, parts }));
    return { version, rows, folder: `${place.name}/${name}`, files };
  }

  /** A batch a song. @throws DomainError conflict (model_changed) */
  private async *rows(
    songIds: readonly string[],
    input: UserListsBody,
    version: number,
    context: JobContext,
  ): AsyncGenerator<Row[]> {
    const shownSong = await this.ids.shown('song', songIds);
    for (const songId of songIds) {
      context.signal.throwIfAborted();
      const { users, modelVersion } = await this.interested.ofSong(songId, input);
      if (modelVersion !== version)
        throw new DomainError(
          'conflict',
          'model_changed',
          `Version ${modelVersion} went live while lists of version ${version} were written: ask again.`,
        );
      const shown = await this.ids.shown(
        'user',
        users.map(({ userId }) => userId),
      );
      const done = input.songIds.indexOf(songId) + 1;
      context.progress({
        step: 'writing users',
        fraction: done / input.songIds.length,
        detail: { songs: done },
      });
      yield users.map(({ userId, score, source, churnProbability }, n) => [
        shownSong(songId),
        n + 1,
        shown(userId),
        score,
        source,
        churnProbability,
      ]);
    }
  }
}
