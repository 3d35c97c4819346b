import { Database, LONG_STATEMENTS } from '#common';
import type { Transaction } from '#common';
import { Injectable } from '@nestjs/common';
import { LOCK_ROWS_OF_USERS } from '../storage/locks/locks.sql.js';
import type { CollectedEvent } from './read-event.js';

const INSERT_RECENT_EVENTS = `/* ingest.insert_recent_events */
  INSERT INTO recent_event (user_id, song_id, happened_at, play_seconds, song_seconds, device, kind)
  SELECT * FROM unnest($1::bigint[], $2::bigint[], $3::timestamp[], $4::int[], $5::int[], $6::smallint[], $7::text[])`;

const INSERT_EVENT_RECOMMENDATIONS = `/* ingest.insert_event_recommendations */
  INSERT INTO event_recommendation (user_id, song_id, day, kind, recommendation_id, played_share, scenario, session, place,
    hour, device)
  SELECT * FROM jsonb_to_recordset($1) AS followed(user_id bigint, song_id bigint, day date, kind text, recommendation_id text,
    played_share real, scenario text, session text, place smallint, hour smallint, device smallint)`;

const INSERT_OPINIONS = `/* ingest.insert_opinions */
  INSERT INTO opinion (user_id, song_id, of_singer, said, happened_at, day)
  SELECT * FROM unnest($1::bigint[], $2::bigint[], $3::text[], $4::text[], $5::timestamp[], $6::date[])`;

/**
 * Deletes what was received more than $1 days ago, whenever it happened. Events stay that the answers of a
 * version of the recommender need, since it read its data before them: of the live version, of the one before
 * it (for a rollback) and of the challengers of an experiment.
 */
const DELETE_OLD_RECENT_EVENTS = `/* ingest.delete_old_recent_events */
  DELETE FROM recent_event WHERE received_at < least(now() - make_interval(days => $1), (
    SELECT min((v.report ->> 'readAt')::timestamptz) - interval '10 s' FROM model_version v
    WHERE v.kind = 'recommender' AND (
      v.id IN (SELECT p.model_version_id FROM model_promotion p WHERE p.kind = 'recommender' ORDER BY p.id DESC LIMIT 2)
      OR v.version IN (SELECT unnest(e.challenger_versions) FROM recommender_experiment e WHERE e.ended_at IS NULL AND e.scenario IS NULL))))`;

/** Posted events with what archives do not have: the time of a play, and the recommendation that it followed from. */
@Injectable()
export class RecentEventsRepository {
  constructor(private readonly database: Database) {}

  async add(transaction: Transaction, events: CollectedEvent[]): Promise<void> {
    const songs = events.map((collected) => (collected.kind === 'search' ? null : collected.event.songId));
    const plays = events.map((collected) => (collected.kind === 'play' ? collected.event : null));
    await transaction.query(INSERT_RECENT_EVENTS, [
      events.map(({ event }) => String(event.userId)),
      songs.map((song) => (song === null ? null : String(song))),
      events.map(({ posted }) => `${posted.day} ${posted.time}`),
      plays.map((play) => play?.playSeconds ?? null),
      plays.map((play) => play?.songSeconds ?? null),
      events.map(({ event }) => event.device),
      events.map(({ kind, posted }) => posted.said ?? kind),
    ]);
    await this.addOpinions(transaction, events);
  }

  /** So that the next request knows them; the rollup of the day makes them anew. */
  private async addOpinions(transaction: Transaction, events: CollectedEvent[]): Promise<void> {
    const said = events.flatMap((collected) =>
      collected.kind === 'feedback' && collected.event.said.endsWith('like') ? [collected] : [],
    );
    if (said.length === 0) return;
    await transaction.query(INSERT_OPINIONS, [
      said.map(({ event }) => String(event.userId)),
      said.map(({ event }) => (event.songId === null ? null : String(event.songId))),
      said.map(({ event }) => event.ofSinger),
      said.map(({ event }) => event.said),
      said.map(({ posted }) => `${posted.day} ${posted.time}`),
      said.map(({ posted }) => posted.day),
    ]);
  }

  /** Of known songs that name the recommendation they followed from, or where they happened. */
  async addRecommendations(transaction: Transaction, events: CollectedEvent[]): Promise<void> {
    const followed = events.flatMap((collected) => {
      const { recommendationId, scenario, session, place, day, time } = collected.posted;
      if (collected.kind === 'search' || (recommendationId ?? scenario ?? session ?? place) === null)
        return [];
      const { userId, songId, device } = collected.event;
      if (songId === null) return [];
      const ids = { user_id: String(userId), song_id: String(songId), recommendation_id: recommendationId };
      const hour = Number(time.slice(0, 2));
      const { kind } = collected;
      return [
        { ...ids, day, kind, played_share: playedShare(collected), scenario, session, place, hour, device },
      ];
    });
    if (followed.length === 0) return;
    await transaction.query(INSERT_EVENT_RECOMMENDATIONS, [JSON.stringify(followed)]);
  }

  /** Removes recent events that were received more than `days` days ago; the events by day stay. */
  async prune(days: number): Promise<void> {
    await this.database.transaction(async (transaction) => {
      await transaction.query(LOCK_ROWS_OF_USERS);
      await transaction.query(DELETE_OLD_RECENT_EVENTS, [days]);
    }, LONG_STATEMENTS);
  }
}

/** The share of the song that was played, 0 to 1; null for downloads and where a length is unknown. */
function playedShare(collected: CollectedEvent): number | null {
  if (collected.kind !== 'play') return null;
  const { playSeconds, songSeconds } = collected.event;
  return playSeconds === null || songSeconds === null || songSeconds === 0
    ? null
    : Math.min(1, playSeconds / songSeconds);
}
