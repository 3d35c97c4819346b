export const listsTexts = {
  explains:
    'Writes a list of songs for each user to files, in the folder or bucket that the settings of the recommender service name. Lists of the same name are replaced once all are written.',
  name: 'Name',
  nameHelp: 'Small letters, digits, dots, hyphens and underscores; files are in lists=<name>.',
  audience: 'Users',
  everybody: 'All users with a history',
  scenario: 'Scenario',
  noScenario: 'None: songs that the user has not played',
  limit: 'Songs for each user; empty: as the scenario has it, else 20',
  format: 'Format',
  formats: { parquet: 'Parquet', csv: 'CSV', ndjson: 'JSON lines' },
};
