import { leftOutOf, SETTINGS } from '#common';
import type { ContactBar } from '#common';
import { bandOf, cutsOf, rangeOf } from '#common/bands';
import type { BandCuts } from '#common/bands';
import { Inject, Injectable } from '@nestjs/common';
import { CatalogueRepository } from '../../answers/catalogue.repository.js';
import { isDisliked } from '../../answers/disliked-rows.js';
import { stampOf } from '../../answers/model-stamp.js';
import { PageCursors, questionMark } from '../../answers/page-cursor.js';
import { rankedPage } from './ranked-page.js';
import type { RankEnd } from './ranked-page.js';
import { rounded } from '../../answers/millionths.js';
import type { RecommenderModel } from '../../model/recommender-model.js';
import type { RecommenderSettings } from '../../recommender.settings.js';
import { FreshUsers } from '../../listener/fresh-users.js';
import { ServedModels } from '../../registry/served-models.js';
import { AudienceGroups } from './audience-groups.js';
import type { UserGroup } from './audience-groups.js';
import type { AudienceQuery, InterestedUserDto, UsersForSongDto } from './audience.dto.js';
import type { NamedSongDto } from '../../registry/named-song.dto.js';
import { AudienceRepository } from './audience.repository.js';
import { deviceName } from './audience.dto.js';
import { interestedUsers } from './interested-users.js';
import type { AudienceBasis, Interest, InterestedUsers } from './interested-users.js';

/** What users are asked for by, in an answer's words. */
interface AskedUsers extends Interest {
  /** Ids of songs: users who dislike all of them are left out. */
  namedSongs: readonly string[];
  /** Ids of singers: users who dislike any of them are left out. */
  namedSingers: ReadonlySet<string>;
  /** What users who have met it are left out for. */
  by: string;
  /** Why no user can be found at all; null where some may be. */
  whyNone: string | null;
  /** What must be the same on all pages, in addition to the conditions on users. */
  question: object;
}

/** Users of whom a statement reads what is known, at the most. */
const MOST_AT_ONCE = 1_000;

type AudienceConditions = Pick<AudienceQuery, 'churnBand' | 'activeSince'>;

/** What answers hold besides a name, as an object to be spread. */
type InterestedPage = Omit<UsersForSongDto, keyof NamedSongDto>;

/** Pages of users, most interested first, without those who have been excluded since or have met the song. */
@Injectable()
export class InterestedPages {
  private readonly cuts: BandCuts;

  constructor(
    private readonly audience: AudienceRepository,
    private readonly models: ServedModels,
    private readonly fresh: FreshUsers,
    private readonly groups: AudienceGroups,
    private readonly cursors: PageCursors,
    private readonly catalogue: CatalogueRepository,
    @Inject(SETTINGS) settings: RecommenderSettings,
  ) {
    this.cuts = cutsOf(settings);
  }

  /**
   * Users who may like a song.
   * @throws DomainError unavailable without a live model, not_found for a song that occurs in no event, and
   * those of a cursor
   */
  async forSong(songId: string, query: AudienceQuery): Promise<UsersForSongDto> {
    const page = await this.ofSong(songId, query);
    return { ...(await this.catalogue.nameOf(songId)), ...page };
  }

  /** The same without the song's name. */
  async ofSong(id: string, query: AudienceQuery): Promise<InterestedPage> {
    const songId = String(BigInt(id));
    const basis = await this.basis(query);
    const { model } = basis.served;
    const song = model.findSongWithVector(songId);
    const { singers } = (await this.catalogue.traits([songId]))(songId);
    const asked = {
      by: 'the song',
      songs: [song],
      met: [song],
      namedSongs: [songId],
      namedSingers: new Set(singers.map(({ singerId }) => singerId)),
      whyNone: whyNotListed(model, song),
    };
    return await this.find(basis, { ...asked, question: { songId } }, query);
  }

  /** What holds when a list is asked for. @throws DomainError unavailable without a live model */
  async basis({ churnBand, activeSince }: AudienceConditions): Promise<AudienceBasis> {
    const known = await this.audience.state();
    const served = await this.models.forUser(null, known.state);
    const fresh = await this.fresh.of(served.model);
    const groups: UserGroup[] = [];
    // Without scores no user is in a band: see {@link whyNobody}.
    if (churnBand !== undefined && known.scores !== null)
      groups.push(await this.groups.ofRisk(known.scores, rangeOf(churnBand, this.cuts)));
    if (activeSince !== undefined) groups.push(await this.groups.activeSince(activeSince));
    return { ...known, served, fresh, groups };
  }

  /** @throws DomainError invalid or conflict for a cursor that cannot be gone on from */
  async find(basis: AudienceBasis, asked: AskedUsers, query: AudienceQuery): Promise<InterestedPage> {
    const { scores, served } = basis;
    const about = { churnSnapshotDate: scores?.snapshotDate ?? null, ...stampOf(served.version) };
    const why = asked.whyNone ?? whyNobody(basis, query);
    if (why !== null) return { ...about, leftOut: null, users: [], reason: why, nextCursor: null };
    const { users, leftOut, nextCursor } = await this.page(basis, asked, query);
    const reason =
      users.length > 0
        ? null
        : `No user is left who fits churnBand and activeSince, has a history, and neither has met ${asked.by} already nor dislikes it.`;
    return { ...about, leftOut, users, reason, nextCursor };
  }

  private async page(
    basis: AudienceBasis,
    { question, ...interest }: AskedUsers,
    { limit, cursor, churnBand, activeSince, contactable = false }: AudienceQuery,
  ): Promise<Pick<InterestedPage, 'leftOut' | 'users' | 'nextCursor'>> {
    const mark = questionMark({ ...question, churnBand, activeSince, contactable });
    const expected = { modelVersion: basis.served.version.version, question: mark };
    const interested = await interestedUsers(basis, interest);
    const users: InterestedUserDto[] = [];
    const bars: (ContactBar | null)[] = [];
    let end = cursor === undefined ? null : await this.cursors.read<RankEnd>(cursor, expected);
    // Few are left out by what has happened since the training, but of contactable users most may be.
    for (let step = limit; ; step = Math.min(MOST_AT_ONCE, 2 * step)) {
      const seen = end?.seen ?? 0;
      const { rows, scores, end: endOfPage } = rankedPage(interested.best, step, end);
      const described = await this.describe(basis, interest, interested, { rows, scores }, contactable);
      let n = 0;
      for (; n < rows.length && users.length < limit; n++) {
        const { bar, user } = described[n]!;
        bars.push(bar);
        if (user !== null) users.push(user);
      }
      end = n === rows.length ? endOfPage : { seen: seen + n, score: scores[n - 1]!, row: rows[n - 1]! };
      if (users.length === limit || end === null) break;
    }
    const leftOut = contactable ? leftOutOf(bars) : null;
    return { leftOut, users, nextCursor: end === null ? null : await this.cursors.write(expected, end) };
  }

  /**
   * The users of some rows with their bars; null in place of a user who is left out, has met the one song that
   * is asked for, or dislikes what is asked for.
   * @param contactable whether only users who may be contacted are asked for
   */
  private async describe(
    { served: { model }, scores: set }: AudienceBasis,
    { met, namedSongs, namedSingers }: Omit<AskedUsers, 'question'>,
    interested: InterestedUsers,
    { rows, scores }: { rows: number[]; scores: number[] },
    contactable: boolean,
  ): Promise<{ user: InterestedUserDto | null; bar: ContactBar | null }[]> {
    const ids = rows.map((row) => interested.userId(row));
    const songId = met.length === 1 ? String(model.songIds[met[0]!]) : null;
    const pairs = await this.audience.pairsOf(ids, songId, model.rule.freshFrom, set, contactable);
    return pairs.map(({ bar, hasMet, device, churnProbability, ...pair }, n) => {
      const dislikes = { songIds: pair.dislikedSongs, singers: pair.dislikedSingers };
      if (bar !== null || hasMet || isDisliked(dislikes, namedSongs, namedSingers))
        return { user: null, bar };
      const user: InterestedUserDto = {
        userId: ids[n]!,
        device: deviceName(device ?? model.devices[rows[n]!] ?? 0),
        score: rounded(scores[n]!),
        source: interested.isFresh(rows[n]!) ? 'fold-in' : 'model',
        churnBand: churnProbability === null ? null : bandOf(churnProbability, this.cuts),
        churnProbability,
      };
      return { user, bar };
    });
  }
}

/** Why no user can be found at all; null when some may be. */
function whyNobody({ scores }: AudienceBasis, { churnBand }: AudienceConditions): string | null {
  if (churnBand === undefined || scores !== null) return null;
  return 'Nobody has been scored for churn yet, so no band is known.';
}

function whyNotListed(model: RecommenderModel, song: number): string | null {
  if (song === -1) return 'The song is too short, too rarely heard or too new for the model.';
  return model.isHidden(song) ? 'The song is hidden.' : null;
}
