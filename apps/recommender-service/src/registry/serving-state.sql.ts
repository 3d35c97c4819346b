/** Columns and tables of a {@link ServingStateRow}, to be read alone or next to something else in one statement. */
export const SERVING_STATE = `h.value::int AS "hiddenRevision", g.value::int AS "namesRevision",
    coalesce((SELECT max(f.finished) FROM erasure f), 0)::int AS erasures, e.id AS "experimentId",
    e.challenger_version AS "challengerVersion", e.share AS "challengerShare"
  FROM revision h JOIN revision g ON h.name = 'hidden songs' AND g.name = 'song names' LEFT JOIN recommender_experiment e ON e.ended_at IS NULL`;

/** What holds for every answer now. */
export const SELECT_SERVING_STATE = `/* recommender.serving_state */ SELECT ${SERVING_STATE}`;
