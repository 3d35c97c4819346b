/** The version that is compared with the live one at present. */
export const SELECT_CHALLENGER = `/* recommender.challenger */
  SELECT challenger_version AS "version" FROM recommender_experiment WHERE ended_at IS NULL`;
