const EXPERIMENT = `id, name, challenger_version AS "challengerVersion", share, started_at AS "startedAt", ended_at AS "endedAt"`;

export const INSERT_EXPERIMENT = `/* recommender.start_experiment */
  INSERT INTO recommender_experiment (name, challenger_version, share) VALUES ($1, $2, $3) RETURNING ${EXPERIMENT}`;

export const SELECT_EXPERIMENTS = `/* recommender.experiments */
  SELECT ${EXPERIMENT} FROM recommender_experiment ORDER BY id DESC`;

export const END_EXPERIMENT = `/* recommender.end_experiment */
  WITH ended AS (UPDATE recommender_experiment SET ended_at = now() WHERE ended_at IS NULL RETURNING *)
  SELECT ${EXPERIMENT} FROM ended`;

/** The version that is compared with the live one at present. */
export const SELECT_CHALLENGER = `/* recommender.challenger */
  SELECT challenger_version AS "version" FROM recommender_experiment WHERE ended_at IS NULL`;
