/** Columns and tables of a {@link ServingStateRow}, to be read alone or next to something else in one statement. */
export const SERVING_STATE = `s.hidden_revision::int AS "hiddenRevision", g.revision::int AS "namesRevision",
    coalesce((SELECT max(c.id) FROM repeat_count c), 0)::int AS "repeatsRevision",
    coalesce((SELECT max(f.finished) FROM erasure f), 0)::int AS erasures, e.id AS "experimentId",
    e.challenger_version AS "challengerVersion", e.share AS "challengerShare"
  FROM recommender_state s CROSS JOIN song_naming g LEFT JOIN recommender_experiment e ON e.ended_at IS NULL`;

/** What holds for every answer now. */
export const SELECT_SERVING_STATE = `/* recommender.serving_state */ SELECT ${SERVING_STATE}`;
