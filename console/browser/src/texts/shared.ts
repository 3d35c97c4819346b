/** Texts of parts that several pages show. */
export const shared = {
  needsAdmin: 'Requires an admin or console key.',
  yes: 'yes',
  no: 'no',
  lists: { more: 'Show more', find: 'Find' },
  plots: { figures: 'Data of this plot', what: 'Name' },
  bands: { choice: 'Band', all: 'all', high: 'high', medium: 'medium', low: 'low' },
};
