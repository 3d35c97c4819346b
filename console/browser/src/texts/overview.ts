export const overview = {
  lead: 'What needs attention, and what should be done about it?',
  upTo: (day: string) => `Logs are loaded up to ${day}.`,
  synthetic: 'The logs are synthetic and describe no real listeners.',
  urgent: 'Needs attention',
  nothingUrgent: 'No problems found. The checks that passed follow.',
  others: 'Other checks',
  since: (when: string) => `Since ${when}.`,
  checks: {
    since: (day: string) => `Firing since ${day}.`,
    holdsUp: 'Scores of the newest days are doubtful, and audiences and campaigns wait.',
    alertsReport: 'All alert rules',
    coverage: {
      name: 'Log coverage',
      fine: 'All days are complete.',
      found: (logs: string, newest: string) =>
        `${logs} ${logs === '1' ? 'daily log is' : 'daily logs are'} missing, partial or unusually small. Newest: ${newest}.`,
      others: (logs: string) => `Known besides: ${logs}.`,
      toDo: 'Load these archives again, delete a refused one that does not belong, or mark the holes as known. Models leave incomplete days out.',
      link: 'Show coverage',
    },
    rejected: {
      name: 'Rejected lines',
      none: 'No logs are loaded yet.',
      fine: (share: string, day: string) => `${share} of the lines of ${day}, within the usual range.`,
      found: (share: string, day: string, usual: string) =>
        `${share} of the lines of ${day} were rejected; the usual share is ${usual}.`,
      toDo: 'Check which rule rejected them.',
      link: 'Show rejected lines',
    },
    scores: {
      name: 'Churn scores',
      fine: (day: string) => `All users are scored as of ${day}.`,
      stale: (day: string, made: string) =>
        `Stale: logs behind the scores of ${day}, made ${made}, have changed since.`,
      behind: (scored: string, made: string, newest: string) =>
        `Stale: scores, made ${made}, are as of ${scored}, but ${newest} is complete.`,
      toDo: 'Score all users.',
    },
    models: {
      none: 'No version is live, so there are no answers yet.',
      fine: (version: number, day: string | null) =>
        `Version ${version} is live${day === null ? '' : `, trained on logs up to ${day}`}.`,
      old: (version: number, days: string) =>
        `Version ${version} is live, but was not trained on the newest ${days} days.`,
      refused: (version: number, reasons: string) => `Version ${version} did not pass its checks. ${reasons}`,
      link: 'Show gate results',
    },
    alerts: {
      score_drift: 'Score drift',
      calibration: 'Calibration',
      event_volume: 'Event volume',
      active_users: 'Active users',
      shadow_better: 'Shadow version',
      coverage_holes: 'Log coverage',
    },
    jobs: {
      name: 'Jobs',
      fine: 'No load misses files, and each job that failed last week has succeeded since.',
      failed: (kind: string, error: string) => `${kind} failed: ${error}`,
      toDo: 'Fix the cause, then start the job again.',
      loadToDo: 'Fix the cause and load its files again, or put it aside.',
      link: 'Show the job',
    },
  },
  day: {
    title: 'Newest day',
    titleOf: (day: string) => `Newest day, ${day}`,
    note: (weekday: string) =>
      `Compared with the median ${weekday} of the four weeks before. The lines show the last four weeks. Active users are without excluded ones; events and lines are of all.`,
    none: 'No logs are loaded yet. Load a folder of archives on the Data page.',
    users: 'Active users',
    events: { play: 'Plays', download: 'Downloads', search: 'Searches' },
    rejected: 'Rejected lines',
    ofLines: (lines: string) => `of ${lines} lines`,
    beside: (change: string) => `${change} vs. usual`,
    noUsual: 'no complete earlier weeks to compare with',
    incomplete: 'this day is incomplete',
  },
};
