/** What each audited route does, as a sentence about the key that asked. */
const ACTIONS: Readonly<Record<string, string>> = {
  'DELETE /admin/acknowledgements/:subject': 'Took a note on a finding back',
  'DELETE /admin/audiences/:key': 'Archived an audience',
  'DELETE /admin/campaigns/:key': 'Removed the draft of a campaign',
  'DELETE /admin/delivery/endpoints/:name': 'Removed an endpoint',
  'DELETE /admin/ingest/archives/:name': 'Deleted an archive',
  'DELETE /admin/ingest/exclusions/:userId': 'Left an exclusion to the rules again',
  'DELETE /admin/keys/:name': 'Revoked a key',
  'DELETE /admin/recommender/experiments/running': 'Ended an experiment',
  'GET /admin/churn/export.csv': 'Exported churn scores',
  'GET /admin/exports/:name': 'Exported a table',
  'GET /admin/exports/df_model_final.csv': 'Exported the table of the churn model',
  'GET /admin/users/:userId/export': 'Exported all data of a user',
  'POST /admin/audiences': 'Created an audience',
  'POST /admin/campaigns': 'Planned a campaign',
  'POST /admin/campaigns/:key/launch': 'Launched a campaign',
  'POST /admin/churn/backtest': 'Started a backtest',
  'POST /admin/churn/models/:version/promote': 'Promoted a churn model',
  'POST /admin/churn/outcomes': 'Compared scores with outcomes',
  'POST /admin/churn/parameter-searches': 'Started a parameter search of the churn model',
  'POST /admin/churn/retrain': 'Trained the churn model',
  'POST /admin/churn/rollback': 'Rolled the churn model back',
  'POST /admin/churn/score': 'Scored all users',
  'POST /admin/delivery/endpoints': 'Created an endpoint',
  'POST /admin/delivery/endpoints/:name/enable': 'Enabled an endpoint',
  'POST /admin/delivery/endpoints/:name/replay': 'Sent messages of an endpoint again',
  'POST /admin/delivery/endpoints/:name/rotate-secret': 'Rotated the secret of an endpoint',
  'POST /admin/delivery/endpoints/:name/test': 'Sent a test to an endpoint',
  'POST /admin/delivery/messages/:id/replay': 'Sent a message again',
  'POST /admin/ingest/archives': 'Loaded a folder of archives',
  'POST /admin/ingest/archives/:name/replay': 'Read rejected lines of an archive again',
  'POST /admin/ingest/mappings': 'Stored a mapping of logs',
  'POST /admin/ingest/retention': 'Dropped old days, or counted them',
  'POST /admin/ingest/uploads/:upload': 'Loaded uploaded archives',
  'POST /admin/jobs/:id/cancel': 'Cancelled a job',
  'POST /admin/keys': 'Created a key',
  'POST /admin/keys/:name/rotate': 'Rotated a key',
  'POST /admin/recommender/experiments': 'Started an experiment',
  'POST /admin/recommender/models/:version/promote': 'Promoted a recommender version',
  'POST /admin/recommender/parameter-searches': 'Started a parameter search of the recommender',
  'POST /admin/recommender/retrain': 'Trained the recommender',
  'POST /admin/recommender/rollback': 'Rolled the recommender back',
  'POST /admin/users/erase': 'Erased users',
  'POST /admin/users/readmit': 'Readmitted erased users',
  'POST /admin/users/suppress': 'Excluded users',
  'POST /admin/users/unsuppress': 'Included users again',
  'PUT /admin/acknowledgements/:subject': 'Marked a finding as known',
  'PUT /admin/audiences/:key': 'Changed an audience',
  'PUT /admin/delivery/endpoints/:name': 'Changed an endpoint',
  'PUT /admin/churn/parameter-searches/:id/accepted': 'Accepted parameters of the churn model',
  'PUT /admin/ingest/archives/:name': 'Uploaded an archive and loaded it',
  'PUT /admin/ingest/exclusions/:userId': 'Excluded or included a user',
  'PUT /admin/ingest/uploads/:upload/:name': 'Uploaded an archive',
  'PUT /admin/recommender/parameter-searches/:id/accepted': 'Accepted parameters of the recommender',
  'PUT /admin/songs/:songId/hidden': 'Hid a song, or showed it again',
};

/** An action in words; jobs and routes without words as they are. */
export function actionInWords(action: string): string {
  return ACTIONS[action] ?? action;
}

/** Actions to choose from, and their words, in the order of these. @param chosen one that may have no words */
export function actionChoices(chosen: string | undefined): (readonly [action: string, words: string])[] {
  const known = Object.entries(ACTIONS).sort(([, a], [, b]) => a.localeCompare(b));
  return chosen === undefined || chosen === '' || chosen in ACTIONS ? known : [[chosen, chosen], ...known];
}
