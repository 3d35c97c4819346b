import { Injectable } from '@nestjs/common';
import { RecommendationIds } from './recommendation-ids.js';
import type { RecommendationOrigin } from './recommendation-id.js';
import type { ServedModel } from '../registry/served-models.js';
import type { Listener } from '../listener/listener.js';
import type { RecommenderModel } from '../model/recommender-model.js';
import { mapInTurns } from '../model/in-turns.js';
import { stampOf } from './model-stamp.js';
import type { NamedSong } from '../registry/named-song.dto.js';
import type { RowConstraints } from './constraints/song-facts.js';
import { DislikedSongs } from './disliked-songs.js';
import type { Dislikes } from '../listener/user-news.repository.js';
import { CatalogueRepository } from './catalogue.repository.js';
import type { SongsByRow } from './catalogue.repository.js';
import type { SongListDto } from './recommendation.dto.js';
import type { ExploredPage } from './exploration.js';
import { shownSong, sourceOf } from './shown-songs.js';
import type { SongPage } from './song-ranking.js';

/** A page that has been ranked and is to be shown. */
export interface RankedList {
  served: ServedModel;
  /** Null for a guest. */
  userId: string | null;
  listener: Listener;
  page: Pick<SongPage, 'rows' | 'scores'> & { again?: readonly OwnSong[] } & Partial<
      Pick<ExploredPage, 'explored' | 'exploration'>
    >;
  /** What the reasons of songs (`because`) may not name: songs that the user dislikes, and what is not available. */
  dislikes: Dislikes;
  constraints: RowConstraints | null;
  /** Why it is not personal. */
  reason: string | null;
  /** See `songsLeft`. */
  songsLeft: number | null;
  /** Absent, or null: asked for by no name. */
  scenario?: RecommendationOrigin['scenario'];
}

/** A song to hear again between the new ones of a mixed list. */
interface OwnSong {
  songId: string;
  score: number;
  /** Its place in the whole list. */
  place: number;
}

/** What an empty list says for itself. */
const NOTHING_LEFT =
  'No song is left: those that could be listed are played, hidden, excluded, not included, not available, not as asked ' +
  'for, below minScore or on pages before.';

/** As an object to be spread. */
type ShownList = Pick<SongListDto, keyof SongListDto>;

/** The songs that lists name. */
interface Named {
  byRow: ReadonlyMap<RecommenderModel, SongsByRow>;
  byId: (songId: string) => NamedSong;
}

/** Gives ranked lists their names, reasons and ids; one statement for all names, however many lists. */
@Injectable()
export class SongLists {
  constructor(
    private readonly catalogue: CatalogueRepository,
    private readonly disliked: DislikedSongs,
    private readonly ids: RecommendationIds,
  ) {}

  async present(lists: readonly RankedList[]): Promise<ShownList[]> {
    const disliked: ReadonlySet<number>[] = [];
    for (const { served, dislikes } of lists)
      disliked.push(new Set(await this.disliked.rows(served.model, dislikes)));
    const reasons = await mapInTurns(lists, ({ served: { model }, listener, page, constraints }, n) => {
      const unavailable = constraints?.facts.unavailable(constraints.asked);
      const mayBeNamed = (row: number): boolean => !disliked[n]!.has(row) && unavailable?.has(row) !== true;
      return reasonsFor(model, listener, page.rows, mayBeNamed);
    });
    const named = await this.named(lists, reasons);
    const newId = await this.ids.maker();
    return await mapInTurns(lists, (list, n) => show(list, reasons[n]!, named, newId));
  }

  private async named(lists: readonly RankedList[], reasons: readonly Reason[][][]): Promise<Named> {
    const rows = new Map<RecommenderModel, number[]>();
    const ids: string[] = [];
    lists.forEach(({ served: { model }, page }, n) => {
      const wanted = rows.get(model) ?? [];
      rows.set(model, wanted);
      for (const row of page.rows) wanted.push(row);
      for (const own of reasons[n]!) for (const { song } of own) wanted.push(song);
      for (const { songId } of page.again ?? []) ids.push(songId);
    });
    const byRow = new Map<RecommenderModel, SongsByRow>();
    for (const [model, wanted] of rows) byRow.set(model, await this.catalogue.ofRows(model, wanted));
    return { byRow, byId: await this.catalogue.named(ids) };
  }
}

function show(
  list: RankedList,
  reasons: Reason[][],
  { byRow, byId }: Named,
  newId: (origin: RecommendationOrigin) => string,
): ShownList {
  const { served, userId, listener, page, reason, songsLeft } = list;
  const { version, model, experimentId, variant } = served;
  const { source } = listener;
  const named = byRow.get(model)!;
  const songs = page.rows.map((row, n) =>
    shownSong(
      named(row),
      page.scores[n]!,
      reasons[n]!.map(({ song, contribution }) => ({ song: named(song), contribution })),
      page.explored?.has(n) === true ? 'explored' : sourceOf(model, row, source),
    ),
  );
  // Places ascend, so each is right when the songs before it stand.
  for (const { songId, score, place } of page.again ?? []) {
    songs.splice(place, 0, shownSong(byId(songId), score, [], 'again'));
  }
  return {
    recommendationId: newId({
      modelVersion: version.version,
      source: page.again === undefined ? source : 'mix',
      experimentId,
      variant,
      userId,
      exploration: page.exploration ?? null,
      scenario: list.scenario ?? null,
    }),
    songs,
    reason: songs.length === 0 ? NOTHING_LEFT : reason,
    songsLeft,
    freshEvents: listener.freshEvents,
    variant,
    ...stampOf(version),
  };
}

/** A song of the user's own that speaks for a recommended one. */
interface Reason {
  song: number;
  contribution: number;
}

const MOST_REASONS = 3;

/**
 * For each recommended song the own songs that speak most for it, strongest first; none for lists that are
 * not personal.
 * @param mayBeNamed false: an own song, by its row, is no reason
 */
export function reasonsFor(
  model: RecommenderModel,
  listener: Listener,
  songs: readonly number[],
  mayBeNamed: (row: number) => boolean = () => true,
): Reason[][] {
  if (listener.vector === null || songs.length === 0) return songs.map(() => []);
  const { songs: own, contributions } = model.explain(listener, songs);
  return songs.map((song, n) => {
    const first = n * own.length;
    const isReason = (other: number): boolean =>
      other !== song && !model.isHidden(other) && mayBeNamed(other);
    return strongest(own, contributions.subarray(first, first + own.length), isReason);
  });
}

/**
 * What speaks against the song is no reason; a song that was played is none for itself, and a hidden one for
 * none.
 */
function strongest(
  own: Int32Array,
  contributions: Float64Array,
  isReason: (song: number) => boolean,
): Reason[] {
  const found: Reason[] = [];
  let least = 0;
  for (let n = 0; n < own.length; n++) {
    const contribution = contributions[n]!;
    if (!(contribution > least) || !isReason(own[n]!)) continue;
    const at = found.findIndex((other) => other.contribution < contribution);
    found.splice(at === -1 ? found.length : at, 0, { song: own[n]!, contribution });
    if (found.length > MOST_REASONS) found.pop();
    if (found.length === MOST_REASONS) least = found.at(-1)!.contribution;
  }
  return found;
}
