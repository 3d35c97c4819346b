export const people = {
  lead: 'Which user is it? Open one to see churn risk, history and songs.',
  find: 'Users',
  search: 'First characters of the user id',
  nobody: 'No logs are loaded yet. Load some on the Data page.',
  noneFound: (prefix: string) => `No user id begins with ${prefix}.`,
  all: 'All users',
  personTitle: (userId: string) => `User ${userId}`,
  personLead: 'Will this user stay, why, and what should they hear?',
  unknown: (userId: string) =>
    `No event of user ${userId} has been loaded. Check the id, or load the logs of this user on the Data page. Erased users are unknown too.`,
  excludedBecause: (reason: string) => `excluded from both models: ${reason}`,
  exclusionRules: {
    over_24_hours: 'more than 24 hours of play in one day',
    'anonymous pool': 'stands for everyone without an account',
  } as Record<string, string>,
  facts: {
    title: 'Facts',
    none: 'Nothing was told of this user.',
    unknown: 'not known',
    true: 'yes',
    false: 'no',
  },
  risk: {
    title: 'Churn risk',
    probability: (days: number, day: string) => `No event in the ${days} days after ${day}`,
    ends: (days: number, day: string) => `Ends in the ${days} days after ${day}`,
    interval: (low: string, high: string) => `${low} to ${high} by its calibration (Venn-Abers)`,
    band: 'Band',
    percentile: 'Percentile',
    percentileNote: 'of all users have a lower risk',
    synthetic: 'The logs are synthetic: this is not a real person.',
    reasons: 'Reasons',
    course: 'Churn risk over time',
    courseX: 'scored as of',
    courseY: 'churn risk, %',
    weeks: (weeks: number) => `Compute the ${weeks} weeks before`,
    computed: (days: number) =>
      `${days} earlier days were computed by the live version. Of others the logs are not loaded, or the user was not active yet.`,
    noCourse: 'The risk over time appears once this user has been scored on two days.',
    knewLater:
      'Some versions were trained on the day that they scored or later ones: there the risk is no forecast.',
  },
  history: {
    title: 'History',
    nothing: 'No events of this user are loaded.',
    byDay: 'Events by day',
    events: 'events',
    lastSeen: 'Last seen',
    silent: (days: number, newest: string) =>
      days === 0
        ? 'the newest loaded day'
        : `${days} ${days === 1 ? 'day' : 'days'} before the newest loaded day, ${newest}`,
    active: 'Active days',
    ofDays: (days: string) => `of ${days} since the first`,
    onDays: (days: number) => `on ${days} ${days === 1 ? 'day' : 'days'}`,
    plays: 'Plays',
    hours: 'Hours played',
    downloads: 'Downloads',
    searches: 'Searches',
  },
  songs: {
    search: 'Search songs as this user',
    forUser: 'Recommended songs',
    forUserNote: 'Songs not played yet, best first, each with the played songs that contribute most.',
    again: 'Listen again',
    none: 'No songs to show.',
    mode: 'Show',
    modes: { favourites: 'favourites', forgotten: 'forgotten songs' },
  },
  exclusion: {
    exclude: {
      action: 'Exclude',
      asks: (userId: string) => `Exclude user ${userId}?`,
      explains:
        'Both models exclude the user immediately: no churn risk, popular songs only. Events are kept and loaded as before. This overrides all rules.',
    },
    include: {
      action: 'Include again',
      asks: (userId: string) => `Include user ${userId} again?`,
      explains:
        'Both models include the user again. This overrides all rules. Scores follow with the next scoring.',
    },
    reason: 'Reason, shown in the list of exclusions',
    anonymous: 'User 0 stands for everyone without an account and is always excluded.',
  },
  export: {
    action: 'Export',
    explains: 'All stored data of this user from all services, as JSON lines.',
    fileOf: (userId: string) => `user-${userId}.ndjson`,
  },
  forget: {
    action: 'Erase…',
    confirm: 'Erase permanently',
    asksOne: (userId: string) => `Erase user ${userId} permanently?`,
    asks: (users: string) => `Erase ${users} users permanently?`,
    atOnce:
      'Immediately: both services treat them as unknown users. No churn risk, no own songs, in no list and no training.',
    byJob:
      'By a job, shown next: all events, scores, lists and vectors are deleted from all tables and all stored model versions. Later events are dropped on arrival and counted.',
    stays:
      'What is kept: a keyed hash to recognise later events, and an audit entry without the id. Original archives and backups are not changed.',
    forGood: 'This cannot be undone.',
    typeId: 'Type the user id to confirm',
    typeCount: 'Type the number of users to confirm',
    anonymous: 'User 0 stands for everyone without an account.',
  },
  suppressions: {
    title: 'Users whom nobody may contact',
    note: 'By a list above, by POST /users/contact-suppression, or by a CSV.',
    nobody: 'Every user may be contacted.',
    end: {
      action: 'Allow contacts',
      asks: (user: string) => `Allow contacts of user ${user} again?`,
    },
  },
  several: {
    title: 'Several users at once',
    note: 'Up to 5,000 ids, known or unknown.',
    ids: 'User ids, one a line; numbers also separated by spaces or commas',
    named: (users: string) => `${users} ${users === '1' ? 'user' : 'users'} listed`,
    tooMany: (most: string) => `A request may list up to ${most} users.`,
    until: 'Last day (UTC); empty: for good',
    suppress: {
      action: 'Suppress contacts',
      asks: (users: string) => `Let nobody contact ${users} users?`,
      explains:
        'For users who unsubscribed: lists and files for contacts leave them out immediately, and audiences within a minute. They are scored as before.',
      done: (changed: string, others: string) => `Contacts suppressed: ${changed}. Erased: ${others}.`,
    },
    exclude: {
      action: 'Exclude',
      asks: (users: string) => `Exclude ${users} users from both models?`,
      explains:
        'Both models exclude them immediately: no churn risk, popular songs only, in no list and no training. Events are kept and loaded as before. Include again reverses this.',
      done: (changed: string, others: string) => `Excluded: ${changed}. Already excluded: ${others}.`,
    },
    include: {
      action: 'Include again',
      asks: (users: string) => `Include ${users} users in both models again?`,
      explains:
        'Removes exclusions made by hand. Rules may still exclude users. Scores follow with the next scoring. Erased users stay erased; Readmit reverses that.',
      done: (changed: string, others: string) =>
        `Included again: ${changed}. Not excluded by hand: ${others}.`,
    },
    readmit: {
      action: 'Readmit',
      asks: (users: string) => `Readmit ${users} erased users?`,
      explains:
        'For users erased by mistake: logs and events loaded from now on count again, and exclusions by hand are removed. Deleted data does not come back; archives have to be deleted and loaded again for that.',
      done: (changed: string, others: string) => `Readmitted: ${changed}. Not erased before: ${others}.`,
    },
  },
};
