import { Injectable } from '@nestjs/common';
import { CatalogueRepository } from '../../answers/catalogue.repository.js';
import type { Constraints } from '../../answers/constraints/constraints.js';
import { DislikedSongs } from '../../answers/disliked-songs.js';
import { KnownFacts } from '../../answers/constraints/known-facts.js';
import type { Singer } from '../../interactions/singers.js';
import type { RowConstraints, SongFacts } from '../../answers/constraints/song-facts.js';
import { stampOf } from '../../answers/model-stamp.js';
import { RecommendationIds } from '../../answers/recommendation-ids.js';
import type { RecommendationOrigin } from '../../answers/recommendation-id.js';
import { rankSongs, songsLeft } from '../../answers/song-ranking.js';
import { PLAIN_REQUEST } from '../../answers/best-songs.js';
import type { SongRequest } from '../../answers/best-songs.js';
import { Listeners } from '../../listener/listeners.js';
import type { UserListener } from '../../listener/listeners.js';
import { SongsAgain } from '../again/songs-again.js';
import type { OwnSongs } from '../again/songs-again.js';
import { NearSongs } from '../songs/near-songs.js';
import { NewReleases } from '../songs/new-releases.js';
import { TrendingSongs } from '../songs/trending-songs.js';
import type { HomeDto, HomeQuery, RowKind } from './home.dto.js';
import { fillRows } from './home-rows.js';
import type { RowCandidates } from './home-rows.js';
import { singersYouLike } from './liked-singers.js';

interface Row extends RowCandidates {
  becauseOf: string | null;
  singers: readonly Singer[];
}

/** What rows are made from, in addition to the user's own list. */
interface RowSources {
  facts: SongFacts;
  own: OwnSongs;
  trending: readonly string[];
  releases: { own: readonly string[]; all: readonly string[] };
  /** Disliked songs of the model. */
  exclude: readonly number[];
}

/** All rows of a start page in one answer, from one version of the model. */
@Injectable()
export class Home {
  constructor(
    private readonly listeners: Listeners,
    private readonly again: SongsAgain,
    private readonly trending: TrendingSongs,
    private readonly releases: NewReleases,
    private readonly near: NearSongs,
    private readonly facts: KnownFacts,
    private readonly catalogue: CatalogueRepository,
    private readonly ids: RecommendationIds,
    private readonly disliked: DislikedSongs,
  ) {}

  /** @throws DomainError unavailable without a live model, not_found for a user of whom nothing is known */
  async of(user: string, query: HomeQuery): Promise<HomeDto> {
    const found = await this.listeners.of(user);
    const facts = await this.facts.of(found.served.model);
    const asked = await this.facts.asked(query);
    const releases = await this.releases.ofStartPage(found, facts);
    const { hiddenRevision } = found.state;
    const trending = await this.trending.ofStartPage(hiddenRevision);
    const own = await this.again.own(found);
    const exclude = await this.disliked.rows(found.served.model, found.dislikes);
    return await this.page(found, { facts, own, trending, releases, exclude }, query.limit, asked);
  }

  private async page(
    found: UserListener,
    sources: RowSources,
    limit: number,
    asked: Constraints | null,
  ): Promise<HomeDto> {
    const constraints = asked === null ? null : { facts: sources.facts, asked };
    const candidates: Row[] = [];
    for (const row of this.candidates(found, sources, limit, constraints)) {
      const songIds = await this.disliked.without(row.songIds, found.dislikes, (songId) => songId);
      candidates.push({ ...row, songIds });
    }
    const ids = (): Set<string> => new Set(candidates.flatMap(({ songIds }) => songIds));
    const traits = asked === null ? null : await this.catalogue.traits(ids());
    const rows = fillRows(candidates, limit, asked, (songId) => traits!(songId));
    const shown = rows.flatMap(({ songIds, becauseOf }) => [
      ...songIds,
      ...(becauseOf === null ? [] : [becauseOf]),
    ]);
    const named = await this.catalogue.named(new Set(shown));
    const newId = await this.ids.maker();
    return {
      userId: found.userId,
      ...stampOf(found.served.version),
      songsLeft: songsLeft(constraints),
      rows: rows.map(({ kind, songIds, becauseOf, singers }) => ({
        kind,
        becauseOf: becauseOf === null ? null : named(becauseOf),
        singers: [...singers],
        recommendationId: newId(originOf(found, kind)),
        songs: songIds.map(named),
      })),
    };
  }

  private candidates(
    found: UserListener,
    { facts, own, trending, releases, exclude }: RowSources,
    limit: number,
    constraints: RowConstraints | null,
  ): Row[] {
    const { listener, served } = found;
    const { model } = served;
    const request = { ...PLAIN_REQUEST, limit, constraints, exclude };
    const idOf = (row: number): string => String(model.songIds[row]);
    const made = rankSongs(model, listener, request).rows.map(idOf);
    const unavailable = constraints?.facts.unavailable(constraints.asked);
    const mayBeNamed = (song: number): boolean => song !== -1 && unavailable?.has(song) !== true;
    const favourite = model.isPersonal
      ? own.favourites.find(({ songId }) => mayBeNamed(model.findSongWithVector(songId)))?.songId
      : undefined;
    // Three rows may have taken songs before, and no other is left out.
    const isPlain =
      constraints === null && found.dislikes.songIds.length + found.dislikes.singers.length === 0;
    const like = (songId: string): number[] => this.like(found, songId, isPlain ? 4 * limit : Infinity);
    const singers = singersYouLike(found, facts);
    const bySingers =
      singers.length === 0 ? [] : this.bySingers(found, facts, singers, { ...request, limit: 5 * limit });
    return [
      row('made_for_you', made),
      row('again', own.favourites.map(songIdOf)),
      row('forgotten', own.forgotten.map(songIdOf)),
      ...(favourite === undefined
        ? []
        : [{ ...row('because_you_played', like(favourite).map(idOf)), becauseOf: favourite }]),
      { ...row('singers_you_like', bySingers.map(idOf)), singers },
      row('releases_for_you', releases.own),
      row('trending', trending),
      row('new_releases', releases.all),
    ];
  }

  /** New songs of some singers, best first. */
  private bySingers(
    { served: { model }, listener }: UserListener,
    facts: SongFacts,
    singers: readonly Singer[],
    request: SongRequest,
  ): number[] {
    const songs = facts.songsBy(singers.map(({ singerId }) => singerId));
    return rankSongs(model, listener, { ...request, include: songs }).rows;
  }

  /** Songs like one, without those that were played. @param enough so many, or all */
  private like({ served: { model }, listener }: UserListener, songId: string, enough: number): number[] {
    const played = new Set(listener.history.songs);
    return this.near.of(model, model.findSongWithVector(songId), played, enough);
  }
}

function originOf({ userId, served, listener }: UserListener, kind: RowKind): RecommendationOrigin {
  const { version, experimentId, variant } = served;
  const source = kind === 'made_for_you' ? listener.source : kind;
  const how = { experimentId, variant, exploration: null, scenario: null };
  return { modelVersion: version.version, source, userId, ...how };
}

const songIdOf = ({ songId }: { songId: string }): string => songId;

function row(kind: Row['kind'], songIds: readonly string[]): Row {
  return { kind, songIds, becauseOf: null, singers: [] };
}
