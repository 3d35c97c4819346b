import { Database, DomainError } from '#common';
import { Injectable } from '@nestjs/common';
import { RowBits } from '#kernels';
import { constrained } from '../../answers/constraints/constraints.js';
import type { Constraints } from '../../answers/constraints/constraints.js';
import { KnownFacts } from '../../answers/constraints/known-facts.js';
import { dislikedSingers } from '../../answers/disliked-rows.js';
import { PageCursors, questionMark } from '../../answers/page-cursor.js';
import { RecommendationIds } from '../../answers/recommendation-ids.js';
import { reportOf } from '../../evaluation/model-report.dto.js';
import { Listeners } from '../../listener/listeners.js';
import type { UserListener } from '../../listener/listeners.js';
import { HiddenSongs } from '../../registry/hidden-songs.js';
import { ServingStateChanges, ServingStateRepository } from '../../registry/serving-state.js';
import type { ServingState } from '../../registry/serving-state.js';
import { fusedRows, RANKED } from '../../searches/reciprocal-ranks.js';
import { firstByText, soughtBy } from '../../searches/song-texts.js';
import type { FoundRows, Sought } from '../../searches/song-texts.js';
import { SearchIndexes } from './search-index.js';
import type { SearchIndex } from './search-index.js';
import type { FoundSingerDto, FoundSongDto, SearchDto, SearchQuery } from './search.dto.js';

/** The songs $1 as they are called now. */
const SELECT_FOUND_SONGS = `/* recommender.found_songs */
  SELECT s.song_id AS "songId", s.title, s.singer, s.event_count AS events, h.song_id IS NOT NULL AS hidden
  FROM known_song s LEFT JOIN hidden_song h ON h.song_id = s.song_id WHERE s.song_id = ANY ($1::bigint[])`;

/** Its cursor names all songs shown. */
const LONGEST_LIST = 500;
const MOST_SINGERS = 10;
const NOT_LEARNED = 'No search of held-out days was followed by a play, so nothing was learned of them.';

/** What the scores of a user say of the songs found. */
interface Taste {
  weight: number;
  reason: string | null;
  /** The songs that they speak for, best first. */
  rows: readonly number[];
}

const NOBODY: Taste = { weight: 0, reason: null, rows: [] };

/** Finds songs and singers by what they are called, for everybody or for a user. */
@Injectable()
export class Search {
  constructor(
    private readonly database: Database,
    private readonly cursors: PageCursors,
    private readonly states: ServingStateRepository,
    private readonly changes: ServingStateChanges,
    private readonly hiddenSongs: HiddenSongs,
    private readonly listeners: Listeners,
    private readonly facts: KnownFacts,
    private readonly indexes: SearchIndexes,
    private readonly ids: RecommendationIds,
  ) {}

  /**
   * @throws DomainError invalid for a search of blanks alone, not_found for a user of whom nothing is known, invalid or
   * conflict for a cursor that cannot be gone on from
   */
  async find(query: SearchQuery): Promise<SearchDto> {
    const sought = soughtBy(query.q);
    if (sought === null)
      throw new DomainError('invalid', 'search_empty', 'q must hold a letter, a digit or another sign.');
    const user = query.userId === undefined ? null : await this.listeners.of(query.userId);
    const state = user?.state ?? (await this.states.read());
    this.changes.publish(state);
    const { cursor, limit, ...asked } = query;
    const modelVersion = user?.served.version.version ?? null;
    const list = { modelVersion: modelVersion ?? 0, question: questionMark(asked) };
    const shown =
      cursor === undefined ? [] : (await this.cursors.read<{ shown: string }>(cursor, list)).shown.split(',');
    const index = await this.indexes.get();
    const constraints = await this.facts.asked(query);
    const refused = await this.refused(index, query, constraints, user, state);
    const found = await index.texts.findAll(sought, (row) => !refused.has(row));
    const taste = user === null ? NOBODY : tasteOf(user, index, found);
    const before = index.rowsOf(shown);
    const fused = fusedRows(firstByText(found, index.events, RANKED), taste.rows, taste.weight);
    const ranked = new Set([...before, ...fused]);
    const left = constrained(ranked, index.facts.traits, constraints, LONGEST_LIST).filter(
      (row) => !before.includes(row),
    );
    const rows = left.slice(0, limit);
    const end = { shown: [...shown, ...rows.map((row) => index.songIds[row]!)].join() };
    const newId = await this.ids.maker();
    return {
      recommendationId: newId({
        modelVersion: modelVersion ?? 0,
        source: 'search',
        experimentId: user?.served.experimentId ?? null,
        variant: user?.served.variant ?? null,
        userId: query.userId ?? null,
        exploration: null,
        scenario: null,
      }),
      songs: await this.songs(index, rows, sought),
      singers: shown.length > 0 ? [] : await singersFound(index, sought, refused, taste),
      matches: found.rows.length,
      weight: taste.weight,
      reason: taste.reason,
      modelVersion,
      nextCursor: left.length > limit ? await this.cursors.write(list, end) : null,
    };
  }

  /** Rows of songs that may be in no answer. */
  private async refused(
    index: SearchIndex,
    { includeHidden }: SearchQuery,
    constraints: Constraints | null,
    user: UserListener | null,
    { hiddenRevision }: ServingState,
  ): Promise<RowBits> {
    const refused = new RowBits(index.songIds.length);
    const { songIds: hidden } = await this.hiddenSongs.asOf(hiddenRevision);
    if (!includeHidden) refused.setAll(index.rowsOf(hidden), true);
    const unmet = constraints === null ? null : index.facts.refusedBy(constraints);
    if (unmet !== null) refused.setAll(unmet, true);
    if (user === null) return refused;
    refused.setAll(index.rowsOf(user.dislikes.songIds), true);
    refused.setAll(index.facts.songsBy(dislikedSingers(user.dislikes)), true);
    return refused;
  }

  /** In the order asked for; songs that are gone are left out. */
  private async songs(
    { songIds, texts }: SearchIndex,
    rows: readonly number[],
    sought: Sought,
  ): Promise<FoundSongDto[]> {
    const ids = rows.map((row) => String(songIds[row]));
    const named = await this.database.query<Omit<FoundSongDto, 'match'>>(SELECT_FOUND_SONGS, [ids]);
    const byId = new Map(named.map((song) => [song.songId, song]));
    return rows.flatMap((row, n) => {
      const song = byId.get(ids[n]!);
      return song === undefined ? [] : [{ ...song, match: texts.match(row, sought)! }];
    });
  }
}

function tasteOf(
  { served, listener, isExcluded }: UserListener,
  index: SearchIndex,
  found: FoundRows,
): Taste {
  const { vector } = listener;
  const { model, version } = served;
  const search = version.version === 0 ? null : reportOf(version).search;
  if (isExcluded) return { ...NOBODY, reason: 'The user is excluded from the models.' };
  if (version.version === 0) return { ...NOBODY, reason: 'No model is live yet.' };
  if (vector === null)
    return { ...NOBODY, reason: 'The user has not yet listened to a song that the model knows.' };
  if (search === null || search.weight === 0) return { ...NOBODY, reason: search?.reason ?? NOT_LEARNED };
  const ofModel = index.rowsIn(model);
  const songs = found.rows.map((row) => ofModel[row]!).filter((song) => song !== -1);
  const best = model.topAmong({ ...listener, vector }, songs, RANKED);
  const rows = index.rowsOf(Array.from(best, (song) => String(model.songIds[song])));
  return { weight: search.weight, reason: null, rows };
}

async function singersFound(
  { singers, singerTexts, singerEvents, facts }: SearchIndex,
  sought: Sought,
  refused: RowBits,
  taste: Taste,
): Promise<FoundSingerDto[]> {
  const found = await singerTexts.findAll(sought);
  const rowOf = new Map(found.rows.map((row) => [singers[row]!.singerId, row]));
  const byUser = new Set(
    taste.rows.flatMap((song) => facts.singersOf(song).flatMap(({ singerId }) => rowOf.get(singerId) ?? [])),
  );
  const listed: FoundSingerDto[] = [];
  for (const row of fusedRows(firstByText(found, singerEvents, RANKED), [...byUser], taste.weight)) {
    const { singerId, name, songs } = singers[row]!;
    const count = songs.filter((song) => !refused.has(song)).length;
    if (count === 0) continue;
    listed.push({ singerId, name, songs: count, match: singerTexts.match(row, sought)! });
    if (listed.length === MOST_SINGERS) break;
  }
  return listed;
}
