/** Of one page: they are loaded with it. */
export const auditTexts = {
  lead: 'Who did what, when, and with what outcome? Changes and exports of all services, without user ids and tokens.',
  list: 'Actions, newest first',
  none: 'No action is recorded yet.',
  noneOfFilter: 'No action matches. Remove a filter.',
  clear: 'Clear filters',
  filters: { key: 'Key', action: 'Action', outcome: 'Outcome', from: 'From', to: 'To' },
  onlyKey: (key: string) => `Only actions of ${key}`,
  onlyAction: (action: string) => `Only ${action}`,
};
