import { DomainError, ReadinessChecks, SETTINGS } from '#common';
import { Inject, Injectable } from '@nestjs/common';
import type { OnModuleInit } from '@nestjs/common';
import { explore } from '../answers/exploration.js';
import { PageCursors, questionMark } from '../answers/page-cursor.js';
import type { SongsForUserDto } from '../answers/recommendation.dto.js';
import { randomText } from '../answers/recommendation-id.js';
import { SongLists } from '../answers/song-lists.js';
import type { RankedList } from '../answers/song-lists.js';
import { rankSongs } from '../answers/song-ranking.js';
import type { SongPage } from '../answers/song-ranking.js';
import type { Listener, ListSource } from '../listener/listener.js';
import { Listeners } from '../listener/listeners.js';
import type { UserListener } from '../listener/listeners.js';
import type { RecommenderSettings } from '../recommender.settings.js';
import { LiveRecommender } from '../registry/live-recommender.js';
import { MixedSongs } from './mix/mixed-songs.js';
import type { ShownSongs } from './mix/mixed-songs.js';
import { ListPlans } from './scenarios/list-plans.js';
import type { ListPlan, PlannedRequest } from './scenarios/list-plans.js';
import type { TriedListDto } from './scenarios/scenario-trial.dto.js';
import type { SongsQuery } from './songs-query.dto.js';

/**
 * What the next page needs to go on exactly where this one ended: events that arrive between two pages
 * change the first page of the next list, not the rest of this one.
 */
interface ListEnd {
  source: ListSource;
  /** In base64, of a list that was folded in; null: the trained vector, or none. */
  vector: string | null;
  shown: ShownSongs;
  /** Version of the scenario; null: of none. */
  scenario: number | null;
  fallback: PlannedRequest['fallback'];
}

const NOTHING_SHOWN: ShownSongs = { rows: [], again: [], at: null };

/** Songs for a user, page by page; each answer comes from one version from beginning to end. */
@Injectable()
export class RecommendingService implements OnModuleInit {
  constructor(
    private readonly live: LiveRecommender,
    private readonly listeners: Listeners,
    private readonly lists: SongLists,
    private readonly readiness: ReadinessChecks,
    private readonly cursors: PageCursors,
    private readonly mixed: MixedSongs,
    private readonly plans: ListPlans,
    @Inject(SETTINGS) private readonly settings: RecommenderSettings,
  ) {}

  onModuleInit(): void {
    this.readiness.addInformation('model', () => ({
      version: this.live.current()?.version.version ?? null,
    }));
  }

  /**
   * @throws DomainError unavailable without a live model, not_found for a user of whom nothing is known,
   * invalid or conflict for a cursor that cannot be gone on from
   */
  async songsFor(user: string, { scenario: name, cursor, ...asked }: SongsQuery): Promise<SongsForUserDto> {
    const found = await this.listeners.of(user);
    const { userId, served, reason } = found;
    const plan = await this.plans.resolve(name, asked, found);
    const scenario = plan.scenario?.version ?? null;
    const { limit: _limit, ...question } = { userId, name, ...asked };
    const list = { modelVersion: served.version.version, question: questionMark(question) };
    const before = cursor === undefined ? null : await this.cursors.read<ListEnd>(cursor, list);
    if (before !== null && before.scenario !== scenario) throw scenarioChanged(before.scenario, scenario);
    const onPages = before?.shown ?? NOTHING_SHOWN;
    const listener = before === null ? found.listener : asBefore(before, found);
    const planned = await this.plans.request(found, plan, before);
    const { fallback, songsLeft } = planned;
    const { page, at } = await this.page(found, listener, planned, onPages, before === null);
    const end: ListEnd = {
      source: listener.source,
      vector: listener.source === 'fold-in' ? textOf(listener.vector!) : null,
      shown: {
        rows: [...onPages.rows, ...page.rows],
        again: [...onPages.again, ...(page.again ?? []).map(({ songId }) => songId)],
        at,
      },
      scenario,
      fallback,
    };
    const nextCursor = page.hasMore ? await this.cursors.write(list, end) : null;
    const answering = { served: { ...served, ...plan.experiment }, scenario: plan.scenario };
    const named = { dislikes: found.dislikes, constraints: planned.request.constraints };
    const [shown] = await this.lists.present([
      { ...answering, ...named, userId, listener, page, reason, songsLeft },
    ]);
    return {
      userId,
      ...shown!,
      nextCursor,
      scenario: plan.scenario && { name: plan.scenario.name, version: plan.scenario.version, fallback },
    };
  }

  /** The first page of a plan, with places by rank alone; it is shown to nobody. */
  async dryRun(
    found: UserListener,
    plan: ListPlan,
  ): Promise<Pick<TriedListDto, 'songs' | 'songsLeft' | 'fallback'>> {
    const { listener, served, userId, reason, dislikes } = found;
    const planned = await this.plans.request(found, plan);
    const { songsLeft, fallback } = planned;
    const { page } = await this.page(found, listener, planned, NOTHING_SHOWN, false);
    const { constraints } = planned.request;
    const [list] = await this.lists.present([
      { served, userId, listener, dislikes, constraints, page, reason, songsLeft },
    ]);
    return { songs: list!.songs, songsLeft, fallback };
  }

  private async page(
    found: UserListener,
    listener: Listener,
    { request, options }: PlannedRequest,
    shown: ShownSongs,
    mayExplore: boolean,
  ): Promise<{ page: SongPage & RankedList['page']; at: string | null }> {
    if (options.includePlayed === 'mix') {
      const { at, ...page } = await this.mixed.page(found, listener, request, shown, options);
      return { page, at };
    }
    const page = rankSongs(found.served.model, listener, request, shown.rows);
    const perMille = Math.round(1_000 * this.settings.RECOMMENDER_EXPLORATION);
    const isExplored = perMille > 0 && mayExplore;
    const isPlain = request.include === null && request.constraints?.asked.isAsked !== true;
    if (!isExplored || !isPlain) return { page, at: null };
    const how = { random: randomText(), perMille };
    return { page: explore(found.served.model, listener, request, page, how) ?? page, at: null };
  }
}

function scenarioChanged(before: number | null, now: number | null): DomainError {
  return new DomainError(
    'conflict',
    'scenario_version_changed',
    `The pages before came from version ${before} of the scenario, version ${now} answers now: begin again without the cursor.`,
  );
}

/** The listener of the page before: its vector stays, what has been played since is left out all the same. */
function asBefore({ source, vector }: ListEnd, { listener, trained }: UserListener): Listener {
  if (source === 'fold-in') return { ...listener, source, vector: vectorOf(vector!) };
  if (source === 'popular') return { ...listener, source, vector: null };
  return trained === null ? listener : { ...listener, source, vector: trained };
}

function textOf({ buffer, byteOffset, byteLength }: Float32Array): string {
  return Buffer.from(buffer, byteOffset, byteLength).toString('base64');
}

function vectorOf(text: string): Float32Array {
  return new Float32Array(Uint8Array.from(Buffer.from(text, 'base64')).buffer);
}
