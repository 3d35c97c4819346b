/** Texts of parts that several pages show. */
export const shared = {
  needsAdmin: 'This needs an admin key, or one of a console.',
  lists: { more: 'Show more', find: 'Find' },
  plots: { figures: 'Figures of this plot', what: 'What' },
  bands: { choice: 'Band', all: 'all', high: 'high', medium: 'medium', low: 'low' },
};
