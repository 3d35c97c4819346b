/** Of one page: they are loaded with it. */
export const experimentsTexts = {
  lead: 'Do users play more of the songs of another recommender version?',
  all: 'Experiments',
  none: 'No experiment yet. Train a second version, then start an experiment: a fixed share of the users is served by it.',
  running: 'running',
  endedBy: { request: 'by request', promotion: 'by a promotion' },
  start: { action: 'Start an experiment' },
  startExplains:
    'From the next request on, this share of the users is served by the challenger. All others keep the live version.',
  noVersion: (scenario?: string) =>
    scenario === undefined
      ? 'No other version is ready. Train the recommender first.'
      : `No other version of ${scenario} is stored. Make one first.`,
  planned: 'Planned impressions (songs shown), both versions together; results are surest there',
  untriable: 'Versions that cannot be tried:',
  whyNot: (version: number, reason: string | null) =>
    reason === null
      ? `Version ${version} is retired: only its report is kept.`
      : `Version ${version} was refused. ${reason}`,
  end: {
    action: 'End experiment',
    asks: (name: string) => `End the experiment ${name}?`,
    explains: 'The live version serves all users from the next request on. Results are kept.',
  },
  reachedOf: 'Songs shown',
  progress: (reached: string, planned: string) => `${reached} of ${planned} planned songs shown.`,
  expectedEnd: (day: string) => `At this pace they are reached on ${day}.`,
  visibleLift: (lift: string) => `They show a lift of ${lift} or more with a chance of 80%.`,
  lift: 'more played than by the live version',
  without: (reason: string) => `Not counted: ${reason}`,
  winner: (version: number) => ({
    action: 'Make the winner live',
    asks: `Make version ${version} live?`,
    explains: 'This ends the experiment. Its results are kept.',
  }),
  noVariants:
    'No impressions of an experiment yet. Clients report which songs they showed by POST /recommend/impressions.',
  bySource: 'Results by version and source',
  bySourceNote: 'All songs shown, inside and outside experiments.',
  noSources: 'No impressions yet. Clients report which songs they showed by POST /recommend/impressions.',
  variants: { control: 'control (live version)', challenger: 'challenger' },
  playThroughs: 'Played to 80% or more',
  version: 'Version',
  share: 'Share of users',
};
