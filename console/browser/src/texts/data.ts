/** Of one page: they are loaded with it. */
export const dataTexts = {
  lead: 'Which logs are loaded, what became of every line, and how are more loaded?',
  all: 'All data',
  nothing: 'No logs are loaded yet. Upload archives, or load a folder of the server.',
  coverage: 'Coverage',
  coverageNote: 'What is loaded of each day, compared with the 7 days before and after.',
  holes: (logs: string, known: string) => `Incomplete daily logs: ${logs}, of which ${known} known`,
  rules: {
    rejected: {
      title: 'Rejected lines',
      note: 'By rule, over all loaded days. Each archive shows samples of its rejected lines.',
      byDay: 'Rejected lines by day',
      none: 'No line was rejected.',
      of: 'lines',
    },
    repaired: {
      title: 'Repaired events',
      note: 'By rule, over all loaded days.',
      byDay: 'Repaired events by day',
      none: 'No event was repaired.',
      of: 'events',
    },
  } as const,
  others: 'others',
  mix: { title: 'Event mix', byDay: 'Events by day', events: 'events' },
  holesNote:
    'Load the day again, delete a refused archive that does not belong to it, or mark the hole as known. Models leave incomplete days out.',
  late: (events: string, hours: number, needed: number) =>
    `${events} posted events came after their day was complete, ${hours} hours after its end. Waiting for ${needed} hours (SETTLING_HOURS) would have caught 99% of all.`,
  contracts: { broken: 'Breaks its contract', waiting: 'Trainings of its days wait.' },
  archivesOfDay: (day: string) => `Show archives of ${day}`,
  showArchives: 'Show archives',
  loadedFrom: (time: string) => `Those of one load, which began at ${time}.`,
  original: 'The archive with its content',
  rejectedBy: (rule: string) => `Only archives with lines rejected by ${rule}. Open one for samples.`,
  allArchives: 'Show all archives',
  noneRepaired: 'No field was repaired.',
  linesOf: (count: string) => `${count} ${count === '1' ? 'line' : 'lines'}`,
  archives: 'Archives',
  archivesNote: 'Newest day first.',
  noneOfFilter: 'No archive matches.',
  archiveTitle: 'Archive',
  archiveLead: 'What became of every line of this archive?',
  rejections: 'Rejected lines by rule',
  repairs: 'Repaired fields by rule',
  masked: 'With up to three of the lines that are stored. Addresses in them are masked.',
  archivesOf: (rule: string) => `Show archives with lines rejected by ${rule}`,
  samplesOf: (rule: string) => `Samples of ${rule}`,
  day: 'Day',
  state: 'State',
  upload: {
    title: 'Upload archives',
    note: 'Archives from this computer, chosen or dropped here. Each replaces an older one of the same day, kind and part.',
    files: 'Archives',
    action: 'Upload and load',
    ready: (files: string, size: string) =>
      `${files} ${files === '1' ? 'archive' : 'archives'} ready, ${size}.`,
    leftOut:
      'Left out, since their names are none of archives (such as 20170513_1_play.log.tar.gz); for other logs choose their format first:',
    refused: (name: string, why: string) => `${name}: ${why}`,
    sent: (sent: string, all: string) => `${sent} of ${all} sent`,
  },
  ownLogs: {
    title: 'Logs of your own service',
    note: 'Choose one of your files: a mapping is drafted from its columns. Check what its records become, then store the mapping, alone or with a load of the file.',
    none: 'Music Box archives',
    format: 'Format',
    file: 'A file of your logs',
    mapping: 'Mapping, in YAML',
    builtIn: (name: string) =>
      `The mapping ${name} of the platform reads such files: choose it as the format.`,
    check: 'Check',
    checkFirst: 'Check the mapping first.',
    refused: (why: string) => `A load would refuse this file. ${why}`,
    found: (records: string, events: string, rejected: string) =>
      `Of the first ${records} records, ${events} become events and ${rejected} are rejected.`,
    days: (first: string, last: string) => `The events are of ${first} to ${last}.`,
    store: {
      action: 'Store the mapping',
      explains:
        'It takes the place of a stored mapping of its name. Files that were loaded by an earlier version of it are loaded anew by the next load that finds them.',
    },
    load: {
      action: 'Store and load these now',
      asks: (file: string) => `Store the mapping, and load ${file} by it?`,
      explains: 'The file is sent, and loaded by a job, shown next.',
    },
    stored: (name: string) => `Stored. Choose ${name} as the format when you upload files or load a folder.`,
  },
  deletion: {
    action: 'Delete',
    posted: 'Posted events are removed by retention.',
    events: (events: string, day: string | null) =>
      `Removes its ${events} events${day === null ? '' : ` of ${day}`}: a job takes them out of the days, the songs and the coverage. Scores and models follow with the next scoring and training.`,
    noEvents: 'It has no events: only its record goes.',
    mends: (day: string) => `${day} is no longer incomplete because of it.`,
    file: 'A file of that name in the logs folder is loaded by the next load of that folder.',
  },
  retention: {
    title: 'Retention',
    note: 'Drop all days before a day. First it is counted what that frees.',
    before: 'First day to keep',
    count: 'Count what goes',
    nothing: 'There is no day before.',
    drop: {
      action: 'Drop these days',
      asks: (days: string, before: string) => `Drop ${days} days before ${before}?`,
      explains:
        'Events, daily figures and event ids of these days are deleted, and the days stay closed: archives of them are no longer loaded. This cannot be undone.',
    },
  },
  exclusions: {
    title: 'Exclusions',
    note: 'Users excluded from both models by a rule or by hand, and those included by hand. Open one to change it.',
    none: 'No user is excluded.',
    excluded: 'excluded',
    included: 'included',
    bys: { rule: 'rule', hand: 'hand', erasure: 'erasure' },
  },
  load: {
    action: 'Load a folder',
    asks: 'Load a folder of the server?',
    explains:
      'Loads every new or changed archive in the folder and skips the others. A job shows the progress.',
    path: 'Path below the logs folder of the server',
  },
};
