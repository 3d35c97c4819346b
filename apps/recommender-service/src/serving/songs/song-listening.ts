import { Reads, SETTINGS } from '#common';
import { cutsOf } from '#common/bands';
import { addDays } from '#common/calendar';
import { Inject, Injectable } from '@nestjs/common';
import type { RecommenderSettings } from '../../recommender.settings.js';
import { PopularSongsRepository } from '../../registry/popular-songs.repository.js';
import { AudienceRepository } from '../audience/audience.repository.js';
import type { SongListeningDto } from './song-listening.dto.js';

const DAYS = 28;

const eventsOf = (table: 'play_event' | 'download_event', plays: number): string => `
    SELECT user_id, day, ${plays} AS plays, ${1 - plays} AS downloads FROM ${table}
    WHERE song_id = $1::bigint AND day BETWEEN $2::date AND $3::date`;

/**
 * Of the song $1 from day $2 to $3: counts by day, and its listeners by the scores of day $4 and version $5, which are
 * medium from $6 and high from $7 on.
 */
const SELECT_SONG_LISTENING = `/* recommender.song_listening */
  WITH heard AS MATERIALIZED (
    SELECT * FROM (${eventsOf('play_event', 1)} UNION ALL ${eventsOf('download_event', 0)}) AS event
    WHERE NOT EXISTS (SELECT FROM excluded_user x WHERE x.user_id = event.user_id)
  ), by_day AS (
    SELECT day, sum(plays)::int AS plays, sum(downloads)::int AS downloads, count(DISTINCT user_id)::int AS listeners
    FROM heard GROUP BY day)
  SELECT (SELECT coalesce(json_agg(by_day ORDER BY day), '[]') FROM by_day) AS days,
    json_build_object('all', count(*), 'high', count(*) FILTER (WHERE s.probability >= $7::real),
      'medium', count(*) FILTER (WHERE s.probability >= $6::real AND s.probability < $7::real),
      'low', count(*) FILTER (WHERE s.probability < $6::real)) AS listeners
  FROM (SELECT DISTINCT user_id FROM heard) AS u
    LEFT JOIN churn_score s ON s.user_id = u.user_id AND s.snapshot_date = $4::date AND s.model_version_id = $5::int`;

/** Where the song $1 was shown in the last $2 days. */
const SELECT_PLACES = `/* recommender.places_of_song */
  SELECT source, count(*)::int AS shown, count(DISTINCT user_id)::int AS users FROM recommendation_impression
  WHERE song_id = $1::bigint AND shown_at > now() - $2 * interval '1 day' GROUP BY source ORDER BY shown DESC, source`;

/** Who hears a song, and where it is recommended. */
@Injectable()
export class SongListening {
  constructor(
    private readonly reads: Reads,
    private readonly popular: PopularSongsRepository,
    private readonly audience: AudienceRepository,
    @Inject(SETTINGS) private readonly settings: RecommenderSettings,
  ) {}

  async of(songId: string): Promise<SongListeningDto> {
    const [to, { scores }] = await Promise.all([this.popular.newestDay(), this.audience.state()]);
    const from = to === null ? null : addDays(to, 1 - DAYS);
    const { mediumFrom, highFrom } = cutsOf(this.settings);
    return await this.reads.run('recent', async (database) => {
      const set = [scores?.snapshotDate ?? null, scores?.versionId ?? null];
      const [heard] = await database.query<Pick<SongListeningDto, 'days' | 'listeners'>>(
        SELECT_SONG_LISTENING,
        [songId, from, to, ...set, mediumFrom, highFrom],
      );
      const places = await database.query<SongListeningDto['places'][number]>(SELECT_PLACES, [songId, DAYS]);
      return { from, to, ...heard!, places };
    });
  }
}
