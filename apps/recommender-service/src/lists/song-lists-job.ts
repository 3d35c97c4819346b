import { Database, DomainError, JobsService, ModelRegistry, OuterIds, SETTINGS } from '#common';
import type { JobContext, JobDto, ModelVersion } from '#common';
import { PublishedFolder } from '#common/publishing';
import type { RowFormat } from '#common/publishing';
import { Inject, Injectable } from '@nestjs/common';
import type { OnModuleInit } from '@nestjs/common';
import { hash } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { setImmediate } from 'node:timers/promises';
import { RecommendationIds } from '../answers/recommendation-ids.js';
import { findId } from '../interactions/sorted-ids.js';
import { decodeArtefact } from '../model/model-artefact.js';
import { servingRule } from '../model/serving-rule.js';
import type { RecommenderSettings } from '../recommender.settings.js';
import { RECOMMENDER_MODEL_KIND } from '../registry/live-recommender.js';
import { PopularFallback } from '../registry/popular-fallback.js';
import { ListOrders } from './list-orders.js';
import type { AskedInBulk } from './list-orders.js';
import type { ListBasis } from './list-task.js';
import { ListThreads } from './list-threads.js';
import type { ListPart } from './list-threads.js';
import { ListedUsers } from './listed-users.js';
import { ListsBody, ListsResultDto } from './lists.dto.js';
import { ListTargets } from './targets.js';

const LISTS = 'recommender.lists';
const COPIED_TOGETHER = 8 * 1024 * 1024;
const SHOWN_TOGETHER = 5_000;

/** Writes lists of songs for all users, or for an audience, by the version that is live when the job begins. */
@Injectable()
export class SongListsJob implements OnModuleInit {
  constructor(
    private readonly jobs: JobsService,
    private readonly database: Database,
    private readonly registry: ModelRegistry,
    private readonly targets: ListTargets,
    private readonly users: ListedUsers,
    private readonly threads: ListThreads,
    private readonly orders: ListOrders,
    private readonly popular: PopularFallback,
    private readonly ids: OuterIds,
    private readonly listIds: RecommendationIds,
    @Inject(SETTINGS) private readonly settings: RecommenderSettings,
  ) {}

  onModuleInit(): void {
    this.jobs.register({
      kind: LISTS,
      input: ListsBody,
      result: ListsResultDto,
      whenBusy: 'queue',
      run: (input, context) => this.write(input, context),
    });
  }

  /** @throws DomainError as its parts do, before a job is made: conflict, not_found, invalid, unavailable */
  async start(body: ListsBody): Promise<JobDto> {
    this.targets.place(body.to);
    if (body.audience !== undefined) await this.users.audienceId(body.audience);
    await this.liveVersion();
    await this.orders.of(body);
    return await this.jobs.start(LISTS, body);
  }

  private async write(input: ListsBody, context: JobContext): Promise<ListsResultDto> {
    const place = this.targets.place(input.to);
    context.progress({ step: 'reading the model' });
    const version = await this.liveVersion();
    const { state, ...asked } = await this.orders.of(input);
    const { erasures } = state;
    const artefact = await sharedBytes(await this.registry.artefact(version));
    const basis = await this.basis(asked, input.format, version, artefact);
    const userIds = await this.candidates(input, basis);
    const name = `lists=${input.name}`;
    const contents = hash(
      'sha256',
      JSON.stringify([input, asked.scenario?.version ?? null, version.id, version.artefactSha256, erasures]),
    );
    const plan = startsOf(userIds, this.settings.RECOMMENDER_LISTS_PART_USERS);
    const begun = new Date();
    const folder = await PublishedFolder.begin(
      this.database,
      place,
      { name, contents, plan },
      context.signal,
    );
    const stem = `version-${version.version}-${folder.begunAt.getTime()}`;
    const parts = partsOf(userIds, folder.plan, (n) => `${stem}-${n}.${input.format}`);
    const order = {
      basis,
      folder,
      erasures,
      threads: this.settings.RECOMMENDER_WORKERS ?? availableParallelism(),
    };
    const excluded = await this.users.excludedSince(folder.begunAt);
    const missing: ListPart[] = [];
    for (const part of parts)
      if (hasAny(part, excluded) || !(await folder.has(part.name))) missing.push(part);
    await this.threads.write(missing, order, context);
    // Who was excluded behind the writing of a list is in no file either.
    const since = await this.users.excludedSince(begun);
    await this.threads.write(
      parts.filter((part) => hasAny(part, since)),
      order,
      context,
    );
    const about = { name: input.name, version: version.version, writtenAt: new Date() };
    const files = parts.map((part) => part.name);
    const rows = await folder.finish(files, (written, sum) => ({ ...about, rows: sum, parts: written }));
    return { version: version.version, rows, folder: `${place.name}/${name}`, files };
  }

  private async basis(
    { scenario, ...asked }: Omit<AskedInBulk, 'state'>,
    format: RowFormat,
    version: ModelVersion,
    artefact: Uint8Array,
  ): Promise<ListBasis> {
    const songIds = await this.shownSongs(decodeArtefact(artefact).songIds);
    return {
      ...asked,
      origin: { modelVersion: version.version, scenario },
      key: await this.listIds.key(),
      artefact,
      rule: servingRule(version),
      recent: this.popular.newest(),
      songIds,
      format,
    };
  }

  private async shownSongs(songIds: BigInt64Array): Promise<string[] | null> {
    if ((await this.ids.form()) !== 'text') return null;
    const texts: string[] = [];
    for (let from = 0; from < songIds.length; from += SHOWN_TOGETHER) {
      const ids = Array.from(songIds.subarray(from, from + SHOWN_TOGETHER), String);
      texts.push(...ids.map(await this.ids.shown('song', ids)));
    }
    return texts;
  }

  private async candidates({ audience }: ListsBody, { artefact, rule }: ListBasis): Promise<BigInt64Array> {
    if (audience !== undefined) return await this.users.membersOf(await this.users.audienceId(audience));
    return await this.users.allOf(decodeArtefact(artefact).userIds, rule.freshFrom);
  }

  private async liveVersion(): Promise<ModelVersion> {
    const version = await this.registry.live(RECOMMENDER_MODEL_KIND);
    if (version !== null) return version;
    throw new DomainError(
      'unavailable',
      'no_live_model',
      'No recommender model is live yet: start POST /admin/recommender/retrain.',
    );
  }
}

/** A copy that all threads look at, made in steps of some milliseconds. */
async function sharedBytes(bytes: Buffer): Promise<Uint8Array> {
  const shared = new Uint8Array(new SharedArrayBuffer(bytes.length));
  for (let at = 0; at < bytes.length; at += COPIED_TOGETHER) {
    shared.set(bytes.subarray(at, at + COPIED_TOGETHER), at);
    await setImmediate();
  }
  return shared;
}

/** The first user of each part. */
function startsOf(userIds: BigInt64Array, users: number): string[] {
  return Array.from({ length: Math.ceil(userIds.length / users) }, (_, n) => String(userIds[n * users]));
}

/** Users by part: whoever was not there when parts were planned comes into that of the users around. */
function partsOf(
  userIds: BigInt64Array,
  starts: readonly string[],
  nameOf: (n: number) => string,
): ListPart[] {
  const cuts = [0, ...starts.slice(1).map((start) => placeOf(userIds, BigInt(start))), userIds.length];
  return starts.map((_, n) => ({ name: nameOf(n), userIds: userIds.subarray(cuts[n], cuts[n + 1]) }));
}

/** The first place of an id that is not below `start`. */
function placeOf(userIds: BigInt64Array, start: bigint): number {
  let [from, to] = [0, userIds.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    if (userIds[middle]! < start) from = middle + 1;
    else to = middle;
  }
  return from;
}

function hasAny({ userIds }: ListPart, ids: readonly string[]): boolean {
  return ids.some((id) => findId(userIds, id) !== -1);
}
