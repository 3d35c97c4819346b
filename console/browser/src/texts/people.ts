export const people = {
  title: 'People',
  lead: 'Which user is it? Open one for risk, history and songs.',
  find: 'Users',
  search: 'First digits of the user id',
  digits: 'Digits only, up to 19',
  nobody: 'No logs are loaded yet: load some on the page Data.',
  noneFound: (prefix: string) => `No user id begins with ${prefix}.`,
  all: 'All users',
  personTitle: (userId: string) => `User ${userId}`,
  personLead: 'Will this user stay, why, and what should they hear?',
  excludedBecause: (reason: string) => `left out of both models: ${reason}`,
  columns: {
    user: 'User',
    first: 'First day',
    last: 'Last day',
    days: 'Days',
    plays: 'Plays',
    excluded: 'Left out because',
  },
  risk: {
    title: 'Risk of leaving',
    probability: (days: number, day: string) => `No event in the ${days} days after ${day}`,
    interval: (low: string, high: string) => `${low} to ${high} by the outcomes of users with such scores`,
    band: 'Band',
    percentile: 'Percentile',
    percentileNote: 'of all users have a lower risk',
    synthetic: 'The logs are synthetic: nothing here is about a real person.',
    reasons: 'Why',
    course: 'Risk over time, with its interval',
    courseX: 'last day whose events it has seen',
    courseY: 'risk of leaving',
    noCourse:
      'No earlier day can be scored: its feature window is not loaded, or the user was not there yet.',
    knewLater: 'The live version had learned from some of these days or beyond: there it is no forecast.',
  },
  history: {
    title: 'History',
    nothing: 'Nothing is loaded of this user.',
    byDay: 'Events by day',
    events: 'events',
    active: 'Days with an event',
    plays: 'Plays',
    hours: 'Hours heard',
    downloads: 'Downloads',
    searches: 'Searches',
  },
  songs: {
    forUser: 'Songs for this user',
    forUserNote: 'Not played yet, best first, each with the own songs that speak most for it.',
    again: 'Songs to hear again',
    none: 'There is no song to show.',
    mode: 'Show',
    modes: { favourites: 'favourites', forgotten: 'forgotten ones' },
    columns: { song: 'Song', because: 'Because of', score: 'Score', lastPlayed: 'Last played' },
  },
  exclusion: {
    exclude: 'Leave out of the models',
    include: 'Include again',
    asks: (action: string, userId: string) => `${action}: user ${userId}?`,
    excludeExplains:
      'Both models leave the user out at once: no risk, popular songs only. Events stay and are loaded as before. No rule overrules this.',
    includeExplains:
      'Both models count the user again, whatever the rules say. Scores come with the next scoring.',
    reason: 'Why, for whoever reads the list of exclusions',
    anonymous: 'User 0 stands for everybody without an account and is always left out.',
  },
  export: {
    action: 'Export',
    explains: 'Every row that is kept of this user in any service, as lines of JSON.',
    fileOf: (userId: string) => `user-${userId}.ndjson`,
  },
  forget: {
    action: 'Forget…',
    confirm: 'Forget for ever',
    asksOne: (userId: string) => `Forget user ${userId} for ever?`,
    asks: (users: string) => `Forget ${users} users for ever?`,
    atOnce:
      'At once: both services answer as for strangers. No risk, no songs of their own, in no list and in no training.',
    byJob:
      'By a job, which is shown next: every event, score, list and vector goes from all tables and from every stored version of the models. Later events are left out when they arrive, and counted.',
    stays:
      'What stays: a keyed hash by which later events are recognised, and an entry of the audit without the id. Original archives and backups are yours to delete.',
    forGood: 'This cannot be undone.',
    typeId: 'Type the user id to confirm',
    typeCount: 'Type the number of users to confirm',
    anonymous: 'User 0 stands for everybody without an account.',
  },
  several: {
    title: 'Several users at once',
    note: 'Up to 5,000 ids, known or not.',
    ids: 'User ids, between spaces, commas or on lines of their own',
    named: (users: string) => `Users named: ${users}`,
    noId: (piece: string) => `${piece} is no user id: digits only, at most 9223372036854775807.`,
    tooMany: (most: string) => `A request may name ${most} users.`,
    suppress: {
      action: 'Leave out',
      asks: (users: string) => `Leave out of the models: ${users} users?`,
      explains:
        'Both models leave them out at once: no risk, popular songs only, in no list and in no training. Events stay and are loaded as before. Take back ends it.',
      done: (changed: string, others: string) => `Left out: ${changed}. Were so before: ${others}.`,
    },
    unsuppress: {
      action: 'Take back',
      asks: (users: string) => `Take back into the models: ${users} users?`,
      explains:
        'Ends what was decided by hand; rules may still leave users out. Scores come with the next scoring. Who was forgotten stays forgotten: Readmit ends that.',
      done: (changed: string, others: string) =>
        `Taken back: ${changed}. Were not left out by hand: ${others}.`,
    },
    readmit: {
      action: 'Readmit',
      asks: (users: string) => `Readmit after they were forgotten: ${users} users?`,
      explains:
        'For users who were forgotten by mistake: logs loaded and events posted from now on count again, and who was left out by hand is taken back. What was deleted does not come back; only archives that are deleted and loaded again bring their lines.',
      done: (changed: string, others: string) => `Readmitted: ${changed}. Were not forgotten: ${others}.`,
    },
  },
};
