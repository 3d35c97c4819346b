/** The services behind the console, as texts and addresses name them. */
export const serviceNames = { ingest: 'Ingest', churn: 'Churn', recommender: 'Recommender' };
export type ServiceName = keyof typeof serviceNames;

/** Texts of parts that several pages show. */
export const shared = {
  interval: (low: string, high: string) => `${low} to ${high}`,
  holes: 'Holes in the logs',
  needsAdmin: 'Requires an admin or console key.',
  yes: 'yes',
  no: 'no',
  /** Of states that are no words of their own. */
  states: {
    act: 'critical',
    look: 'warning',
    fine: 'OK',
    ok: 'OK',
    dead: 'given up',
    dropped: 'deleted by retention',
  } as Record<string, string>,
  /** Members of answers whose names say little by themselves. */
  members: {
    isMismatch: 'Too uneven for chance',
    positives: 'Churned',
  } as Record<string, string>,
  fields: {
    name: 'Name',
    key: 'Key, for programs',
    keyHelp: 'Lower-case words joined by hyphens. It cannot be changed later.',
    noPercentage: 'A percentage from 0 to 100.',
  },
  lists: {
    more: 'Show more',
    find: 'Find',
    gathering: 'Gathering…',
    asFile: 'Save as CSV',
    perPage: 'Rows per page',
    none: 'None.',
    all: 'all',
    band: 'Band',
    user: 'User',
    leftOut: (excluded: string, suppressed: string, heldOut: string) =>
      `Left out, since they may not be contacted: ${excluded} excluded, ${suppressed} suppressed, ${heldOut} held out by running campaigns.`,
  },
  acknowledgements: {
    action: 'Mark as known',
    asks: (found: string) => `Mark as known: ${found}?`,
    aside: {
      action: 'Put aside',
      asks: (found: string) => `Put aside: ${found}?`,
      explains: 'It no longer asks for attention, though its work is not done.',
    },
    takeBack: { action: 'No longer known', asks: (found: string) => `No longer known: ${found}?` },
    note: 'Note: why nothing has to be done',
    explains:
      'It no longer asks for attention, nor do audiences and campaigns wait for it. Incomplete days stay incomplete.',
    said: (note: string, by: string, when: string) => `Known: ${note} (${by}, ${when})`,
  },
  doubtful: { title: 'These scores are doubtful.', link: 'Mark it as known on the overview.' },
  secrets: { copy: 'Copy', copied: 'Copied', hide: 'Done, hide it' },
  unnamedSong: (songId: string) => `Song ${songId}`,
  plots: { figures: 'Data of this plot', what: 'Name' },
};
