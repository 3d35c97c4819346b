/** Texts of parts that several pages show. */
export const shared = {
  interval: (low: string, high: string) => `${low} to ${high}`,
  holes: 'Holes in the logs',
  needsAdmin: 'Requires an admin or console key.',
  yes: 'yes',
  no: 'no',
  lists: {
    more: 'Show more',
    find: 'Find',
    gathering: 'Gathering…',
    asFile: 'Save as CSV',
    perPage: 'Rows per page',
    none: 'None.',
    sortBy: (column: string) => `Sort the shown rows by ${column}`,
  },
  acknowledgements: {
    action: 'Mark as known',
    takeBack: 'No longer known',
    asks: (found: string) => `Mark as known: ${found}?`,
    asksBack: (found: string) => `No longer known: ${found}?`,
    note: 'Note: why nothing has to be done',
    explains: 'It no longer asks for attention. Nothing else changes: incomplete days stay incomplete.',
    said: (note: string, by: string, when: string) => `Known: ${note} (${by}, ${when})`,
  },
  plots: { figures: 'Data of this plot', what: 'Name' },
  bands: { choice: 'Band', all: 'all', high: 'high', medium: 'medium', low: 'low' },
};
