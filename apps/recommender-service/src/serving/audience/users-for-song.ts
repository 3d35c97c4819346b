import { DomainError, SETTINGS } from '#common';
import { Inject, Injectable } from '@nestjs/common';
import { ServedModels } from '../../versions/served-models.js';
import type { ServedModel } from '../../versions/served-models.js';
import { FreshUsers } from '../../listener/fresh-users.js';
import type { FreshUser } from '../../listener/fresh-users.js';
import type { RecommenderModel } from '../../model/recommender-model.js';
import type { RecommenderSettings } from '../../recommender.settings.js';
import { CatalogueRepository } from '../../answers/catalogue.repository.js';
import { deviceName } from './device-name.js';
import { stampOf } from '../../answers/model-stamp.js';
import { PageCursors, questionMark } from '../../answers/page-cursor.js';
import { rankedPageLater } from '../../answers/ranked-page.js';
import { holdsRow, joinedRows } from '../../model/row-lists.js';
import type { RankEnd } from '../../answers/ranked-page.js';
import { rounded } from '../../answers/song-lists.js';
import type { AudienceQuery, InterestedUserDto, UsersForSongDto } from './audience.dto.js';
import { AudienceGroups } from './audience-groups.js';
import type { UserGroup } from './audience-groups.js';
import { AudienceRepository } from './audience.repository.js';
import type { WrittenScores } from './audience.repository.js';
import { ChurnScores } from './churn-scores.js';
import { audienceOf } from './interested-users.js';
import type { Audience } from './interested-users.js';
import { bandOf, rangeOf } from './churn-band.js';
import type { BandCuts } from './churn-band.js';

const NOBODY_LEFT =
  'No user is left who fits churnBand and activeSince, has a history and has not met the song already.';

/** Who should hear a song, most interested first. */
@Injectable()
export class UsersForSong {
  private readonly cuts: BandCuts;

  constructor(
    private readonly models: ServedModels,
    private readonly catalogue: CatalogueRepository,
    private readonly audience: AudienceRepository,
    private readonly groups: AudienceGroups,
    private readonly churn: ChurnScores,
    private readonly fresh: FreshUsers,
    private readonly cursors: PageCursors,
    @Inject(SETTINGS) settings: RecommenderSettings,
  ) {
    this.cuts = { mediumFrom: settings.CHURN_MEDIUM_FROM, highFrom: settings.CHURN_HIGH_FROM };
  }

  /** @throws DomainError unavailable without a live model, not_found for a song that occurs in no event, and those of a cursor */
  async find(songId: string, query: AudienceQuery): Promise<UsersForSongDto> {
    const { state, scores } = await this.audience.state();
    const served = await this.models.forUser(null, state);
    const { model, version } = served;
    const name = (await this.catalogue.songs([songId])).get(String(BigInt(songId)));
    if (name === undefined) {
      throw new DomainError('not_found', 'song_unknown', `No event of song ${songId} has been loaded.`);
    }
    const song = model.findSong(songId);
    const answer = { songId, ...name, churnSnapshotDate: scores?.snapshotDate ?? null, ...stampOf(version) };
    const why = whyNobody(model, song, query, scores);
    if (why !== null) return { ...answer, users: [], reason: why, nextCursor: null };
    const question = questionMark({ songId, churnBand: query.churnBand, activeSince: query.activeSince });
    const { users, end } = await this.page(served, song, query, question, scores);
    return {
      ...answer,
      users,
      reason: users.length > 0 ? null : NOBODY_LEFT,
      nextCursor:
        end === null
          ? null
          : await this.cursors.write({
              modelVersion: version.version,
              question,
              source: 'als',
              vector: null,
              end,
            }),
    };
  }

  private async page(
    { model, version }: ServedModel,
    song: number,
    query: AudienceQuery,
    question: string,
    scores: WrittenScores | null,
  ): Promise<{ users: InterestedUserDto[]; end: RankEnd | null }> {
    const expected = { modelVersion: version.version, question };
    const before = query.cursor === undefined ? null : (await this.cursors.read(query.cursor, expected)).end;
    const listeners = model.listenersOf(song);
    const groups = await this.groupsOf(query, scores);
    const excluded = joinedRows([listeners, ...groups.map((group) => group.rowsOutside(model))]);
    const isWanted = ({ row, userId }: FreshUser): boolean =>
      !holdsRow(listeners, row) && groups.every((group) => group.has(userId));
    const everybody = audienceOf(model, await this.fresh.of(model), isWanted);
    const users: InterestedUserDto[] = [];
    let end = before !== null && 'seen' in before ? before : null;
    do {
      // Few are left out by what has happened since the training, so that a second round is rare.
      const limit = query.limit - users.length;
      const page = await rankedPageLater((k) => everybody.top(song, k, excluded), { limit }, end);
      users.push(...(await this.describe(model, everybody, page, String(model.songIds[song]), scores)));
      end = page.end;
    } while (users.length < query.limit && end !== null);
    return { users, end };
  }

  /** Users asked for, by each of the conditions. */
  private async groupsOf(
    { churnBand, activeSince }: AudienceQuery,
    scores: WrittenScores | null,
  ): Promise<UserGroup[]> {
    const wanted = await Promise.all([
      churnBand === undefined ? null : this.groups.ofRisk(scores!, rangeOf(churnBand, this.cuts)),
      activeSince === undefined ? null : this.groups.activeSince(activeSince),
    ]);
    return wanted.filter((group) => group !== null);
  }

  private async describe(
    model: RecommenderModel,
    everybody: Audience,
    { rows, scores }: { rows: number[]; scores: number[] },
    songId: string,
    set: WrittenScores | null,
  ): Promise<InterestedUserDto[]> {
    const ids = rows.map((row) => everybody.userId(row));
    const news = await this.audience.newsOf(ids, songId, model.rule.freshFrom);
    const probabilities = await this.churn.probabilities(ids, set);
    return ids.flatMap((userId, n) => {
      const { isExcluded, hasMet, device } = news[n]!;
      if (isExcluded || hasMet) return [];
      const probability = probabilities[n] ?? null;
      return {
        userId,
        device: deviceName(device ?? model.devices[rows[n]!] ?? 0),
        score: rounded(scores[n]!),
        source: everybody.isFresh(rows[n]!) ? 'fold-in' : 'als',
        churnBand: probability === null ? null : bandOf(probability, this.cuts),
        churnProbability: probability,
      };
    });
  }
}

function whyNobody(
  model: RecommenderModel,
  song: number,
  { churnBand }: AudienceQuery,
  scores: WrittenScores | null,
): string | null {
  if (song === -1) return 'The song is too short, too rarely heard or too new for the model.';
  if (model.isHidden(song)) return 'The song is hidden.';
  if (churnBand !== undefined && scores === null)
    return 'Nobody has been scored for churn yet, so no band is known.';
  return null;
}
