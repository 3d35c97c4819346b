/** Of one page: they are loaded with it. */
export const auditTexts = {
  title: 'Audit',
  lead: 'Who did what, when, and with what outcome? Changes and exports of all services, without user ids and tokens.',
  list: 'Actions, newest first',
  none: 'No action is recorded yet.',
  noneOfFilter: 'No action matches. Remove a filter.',
  clear: 'Clear filters',
  all: 'all',
  filters: { key: 'Key', action: 'Action', outcome: 'Outcome', from: 'From', to: 'To' },
  columns: {
    at: 'Time',
    key: 'Key',
    action: 'Action',
    parameters: 'Parameters',
    outcome: 'Outcome',
    job: 'Job',
  },
  onlyKey: (key: string) => `Only actions of ${key}`,
  onlyAction: (action: string) => `Only ${action}`,
  outcomes: {
    started: 'started',
    succeeded: 'succeeded',
    replayed: 'replayed',
    refused: 'refused',
    failed: 'failed',
  },
};
