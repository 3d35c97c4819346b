import type { ServiceName } from './service-name.js';
import { atRisk } from './texts/at-risk.js';
import { data } from './texts/data.js';
import { experiments } from './texts/experiments.js';
import { people } from './texts/people.js';
import { shared } from './texts/shared.js';
import { songs } from './texts/songs.js';
import { audit } from './texts/audit.js';
import { keys } from './texts/keys.js';

/** Every text of the console, page by page. A second language is a second object of this shape. */
export const texts = {
  ...shared,
  data,
  people,
  atRisk,
  songs,
  experiments,
  keys,
  audit,
  navigation: {
    overview: 'Overview',
    data: 'Data',
    people: 'People',
    atRisk: 'At risk',
    songs: 'Songs',
    models: 'Models',
    experiments: 'Experiments',
    jobs: 'Jobs',
    settings: 'Settings',
    keys: 'Keys',
    audit: 'Audit',
  },
  layout: {
    brand: 'Music Box',
    menu: 'Menu',
    skip: 'Skip to content',
    navigation: 'Pages',
    titleOf: (page: string) => `${page} · Music Box`,
    theme: 'Colours',
    themes: { system: 'System', light: 'Light', dark: 'Dark' },
    signedInAs: (name: string) => `Signed in with ${name}`,
    signOut: 'Sign out',
    documentation: 'API documentation',
    apiOf: (service: ServiceName) => `${serviceNames[service]} API`,
  },
  notFound: {
    title: 'There is no such page',
    lead: 'The address may be mistyped, or the page has moved.',
    back: 'Go to the start page',
  },
  signIn: {
    title: 'Sign in to Music Box',
    key: 'Key',
    help: 'A read key shows everything, an admin key can change things too. npm start writes both to access.json in its data folder, and prints a link that signs in once.',
    submit: 'Sign in',
  },
  answers: { loading: 'Loading…' },
  confirm: { cancel: 'Cancel' },
  progress: { unknown: 'running' },
  problems: {
    retry: 'Try again',
    refused: 'This did not work',
    forbidden: 'Your key may not do this',
    titles: {
      console_away: 'The console does not answer',
      link_used: 'This link no longer signs in',
      key_wrong: 'This key is not known',
      session_missing: 'Your session has ended',
      rate_limited: 'Too many attempts',
    } as Record<string, string>,
    consoleAway:
      'Its server has stopped, or the network is down. It is tried again when you come back to this page.',
    unexplained: (status: number) => `The answer had the status ${status} and no reason.`,
    down: {
      title: (service: ServiceName) => `The ${service} service does not answer`,
      works: {
        ingest:
          'Data and uploads are not available. Risks, recommendations, models and the jobs of the other services still work. npm start starts a service again by itself; its log is ingest-service.log.',
        churn:
          'Risks, reasons and churn models are not available. Data, songs, recommendations and the jobs of the other services still work. npm start starts a service again by itself; its log is churn-service.log.',
        recommender:
          'Songs and recommendations are not available. Data, risks, churn models and the jobs of the other services still work. npm start starts a service again by itself; its log is recommender-service.log.',
      } satisfies Record<ServiceName, string>,
    },
  },
  kinds: { play: 'plays', download: 'downloads', search: 'searches' },
  overview: {
    title: 'Overview',
    lead: 'What is wrong now, and what is to be done about it?',
    leadUpTo: (day: string) => `What is wrong now, and what is to be done about it? Logs reach to ${day}.`,
    synthetic: 'They are synthetic and say nothing about real listeners.',
    urgent: 'To do',
    nothingUrgent: 'Nothing needs you now. What was looked at stands below.',
    others: 'Looked at',
    urgencies: { act: 'to do', look: 'look', unknown: 'unknown', fine: 'fine' },
    checks: {
      since: (day: string) => `It does so since ${day}.`,
      alertsReport: 'Every alert rule',
      /** In place of routes that texts of a service name, where a page does the same. */
      routes: {
        'POST /admin/churn/retrain': { text: 'the page Jobs', to: '/jobs' },
        'GET /churn/drift': { text: 'the report of drift', to: '/api/churn/churn/drift/report' },
        'GET /ingest/quality': { text: 'the page Data', to: '/data' },
        'GET /ingest/coverage': { text: 'the page Data', to: '/data' },
      } as Record<string, { text: string; to: string }>,
      coverage: {
        name: 'Days of the logs',
        fine: 'Every day is whole.',
        found: (days: number, newest: string) =>
          `${days} ${days === 1 ? 'archive' : 'archives'} of a day and kind ${days === 1 ? 'is' : 'are'} missing, partial or suspiciously small; the newest: ${newest}.`,
        toDo: 'Load the archives again, or say on the page Data why they are missing. Models learn around such days.',
        link: 'See the days',
      },
      rejected: {
        name: 'Rejected lines',
        none: 'No logs are loaded yet.',
        fine: (share: string, day: string) => `${share} of the lines of ${day}, as usual.`,
        found: (share: string, day: string, usual: string) =>
          `${share} of the lines of ${day} were rejected; ${usual} is usual.`,
        toDo: 'Look which rule rejected them: a new format of the logs shows here first.',
        link: 'See the rules',
      },
      scores: {
        name: 'Risks',
        fine: (day: string) => `Everybody is scored as of ${day}.`,
        stale: (day: string) => `Days that the scores of ${day} were made from have changed since.`,
        behind: (scored: string, newest: string) => `Scores are of ${scored}, and logs reach to ${newest}.`,
        toDo: 'Score everybody, so that lists and bands show the newest day.',
      },
      models: {
        names: { churn: 'Churn model', recommender: 'Recommender' },
        none: 'No version is live: nothing can be answered yet.',
        fine: (version: number, day: string | null) =>
          `Version ${version} is live${day === null ? '' : ` and knows the logs to ${day}`}.`,
        old: (version: number, days: number) =>
          `Version ${version} is live, and does not know the newest ${days} days.`,
        refused: (version: number, reasons: string) =>
          `Version ${version} was trained and not promoted. ${reasons}`,
        link: 'See the verdict',
      },
      alerts: {
        score_drift: 'Drift of scores',
        calibration: 'Calibration',
        event_volume: 'Events of the day',
        active_users: 'Active users',
        coverage_holes: 'Days of the logs',
      },
      jobs: {
        name: 'Jobs',
        fine: 'No job of the last week has failed without a later one that succeeded.',
        failed: (kind: string, error: string) => `${kind}: failed. ${error}`,
        toDo: 'Mend the cause and start it again.',
        link: 'See the job',
      },
    },
    day: {
      title: 'The newest day',
      titleOf: (day: string) => `The newest day, ${day}`,
      note: (weekday: string) =>
        `Beside the median of the same weekday (${weekday}) in the four weeks before; lines show four weeks.`,
      none: 'No logs are loaded yet. Load a folder of archives on the page Data.',
      users: 'Active users',
      events: { play: 'Plays', download: 'Downloads', search: 'Searches' },
      rejected: 'Rejected lines',
      ofLines: (lines: string) => `of ${lines} lines`,
      beside: (change: string) => `${change} beside what is usual`,
      noUsual: 'nothing to compare with yet',
    },
  },
  models: {
    title: 'Models',
    lead: 'Which versions answer, how good are they, and what did the gate say of the others?',
    kinds: { churn: 'Churn model', recommender: 'Recommender' },
    notes: {
      churn: 'Measured on users that the version has not learned from.',
      recommender: 'Measured on plays of the last days, which the version did not see.',
    },
    none: 'No version yet. Load archives on the page Data, then train one.',
    compare: 'Compare two',
    chooseVersion: (version: number) => `Compare version ${version}`,
    version: (version: number) => `Version ${version}`,
    states: { live: 'live', ready: 'ready', refused: 'refused', retired: 'only its report' },
    verdicts: { accepted: 'let through', refused: 'refused', undecided: 'could not decide' },
    measureOf: { churn: 'ROC AUC', recommender: 'NDCG' },
    measures: {
      rocAuc: 'ROC AUC',
      prAuc: 'PR AUC',
      brier: 'Brier score (less is better)',
      logLoss: 'Log loss (less is better)',
      ece: 'Calibration error (less is better)',
      ndcg: 'NDCG',
      recall: 'Recall',
      map: 'Mean average precision',
      hitRate: 'Hit rate',
    },
    interval: (low: string, high: string) => `${low} to ${high}`,
    better: 'better',
    worse: 'worse',
    same: 'the same',
    columns: {
      compare: 'Compare',
      version: 'Version',
      state: 'State',
      trained: 'Trained',
      dataTo: 'Knows logs to',
      gate: 'Gate',
      measure: 'Measure',
      difference: 'Difference',
    },
    detail: {
      title: (kind: string, version: string) => `${kind}, version ${version}`,
      synthetic: 'Its logs are synthetic.',
      all: 'All versions',
      state: 'State',
      trained: 'Trained',
      data: 'Logs',
      users: 'Measured on users',
      code: 'Program',
      unknown: 'unknown',
      gate: 'What the gate said',
      noReasons: 'It gave no reasons.',
      measures: 'Measures',
      noMeasures: 'It was not measured: the logs were too short to hold days out.',
      measuresNote: 'With their 95 % intervals, where they have one.',
      report: 'Report with plots',
      besideLive: (live: number) => `Beside version ${live}, which is live`,
      parameters: 'Parameters',
    },
    beside: {
      title: (kind: string, version: string, other: string) => `${kind}: version ${version} beside ${other}`,
      lead: 'What is different between two versions, and which is better?',
      facts: 'Where they come from',
      measuresNote:
        'Versions that learned from different days were measured on different users: only differences beyond both intervals mean something.',
      curves: 'Plots of both',
      curvesNote:
        'Each version on the users that it was measured on. Lines are told apart by their dashes too, bars by their filling.',
      report: 'Report of both',
      noPlots: 'Neither was measured: the logs were too short to hold days out.',
      lacks: (version: number, parts: string) =>
        `The report of version ${version} lacks: ${parts}. There the other is drawn alone.`,
      diagonals: { chance: 'by chance', right: 'when right' },
      segments: { head: 'most heard', middle: 'in between', tail: 'least heard' },
      plots: {
        roc: {
          title: 'ROC curves',
          x: 'share of those who stayed that is called leaving',
          y: 'share of leavers found',
        },
        precisionRecall: {
          title: 'Precision and recall',
          x: 'share of leavers found (recall)',
          y: 'precision',
        },
        gains: { title: 'Cumulative gains', x: 'riskiest share of users', y: 'share of leavers found' },
        calibration: {
          title: 'Probability and what happened',
          x: 'mean probability of some users',
          y: 'share of them who left',
        },
        device: { title: 'Log loss by device', y: 'log loss (less is better)' },
        tenure: { title: 'Log loss by days since the first event', y: 'log loss (less is better)' },
        activeDays: { title: 'Log loss by active days', y: 'log loss (less is better)' },
        ndcg: { title: 'NDCG by length of list', x: 'songs in the list', y: 'NDCG' },
        recall: { title: 'Recall by length of list', x: 'songs in the list', y: 'recall' },
        found: {
          title: 'Songs found within the first share of the ranked catalogue',
          x: 'share of the catalogue',
          y: 'share found',
        },
        liked: { title: 'NDCG by songs liked before', y: 'NDCG' },
        popularity: { title: 'Recall by popularity of the song', y: 'recall' },
      },
      parameters: 'Parameters that differ',
      parameter: 'Parameter',
      sameParameters: 'Both have the same parameters.',
    },
    promotion: {
      promote: 'Make live',
      promoteUndecided: 'Make live without a verdict',
      promoteTitle: (version: number) => `Make version ${version} live?`,
      obstacles: {
        live: 'It is live already.',
        ready: null,
        refused: 'The gate refused it.',
        retired: 'Only its report is kept.',
      } as Record<'live' | 'ready' | 'refused' | 'retired', string | null>,
      first: (version: number) => `Version ${version} will answer everybody, at once and without a restart.`,
      replaces: (version: number, live: number) =>
        `Version ${version} will answer everybody in place of version ${live}, at once and without a restart.`,
      difference: (measure: string, ours: string, theirs: string) =>
        `${measure}: ${ours} instead of ${theirs}.`,
      undecided: 'The gate could not decide whether it is better than the live one: you decide.',
      effects: {
        churn:
          'Risks and reasons of single users change at once. The ranked list and exports show the new version after the next scoring of everybody.',
        recommender: 'Lists change at once. A running experiment ends.',
      },
      wayBack: 'Roll back makes the version of now live again.',
      rollBack: 'Roll back',
      rollBackTitle: 'Roll back?',
      rollBackExplains: (live: number) =>
        `The version that was live before version ${live} will answer everybody again, at once and without a restart. Once more brings version ${live} back.`,
    },
  },
  settings: {
    title: 'Settings',
    lead: 'What is set, and where does each value come from? Settings are environment variables, read when a service starts; keys and passwords are never shown.',
    find: 'Find',
    changedOnly: 'Only those set in the environment',
    notSet: 'not set',
    noneFound: 'No setting of this service fits.',
    of: {
      ingest: 'Ingest service',
      churn: 'Churn service',
      recommender: 'Recommender service',
    },
    sources: { environment: 'environment', default: 'default' },
    columns: { name: 'Setting', value: 'Value', source: 'From', meaning: 'Meaning' },
  },
  jobs: {
    title: 'Jobs',
    lead: 'What is the platform working on, and how did earlier work end?',
    active: 'Now',
    noneActive: 'Nothing is running or waiting.',
    ended: 'Earlier',
    noneEnded: 'No job has run yet. Load a folder of archives on the page Data, or start one here.',
    filter: 'Show',
    filters: { all: 'All', failed: 'Failed and cancelled', succeeded: 'Succeeded' },
    noneOfFilter: 'No job of this kind among the newest 100 of each service.',
    columns: { what: 'What', state: 'State', asked: 'Asked for', took: 'Took', outcome: 'Outcome' },
    states: {
      queued: 'waiting',
      running: 'running',
      succeeded: 'succeeded',
      failed: 'failed',
      cancelled: 'cancelled',
    },
    kinds: {
      ingest: 'Load archives',
      'ingest.exclusions': 'Apply the exclusion rules',
      'ingest.deletion': 'Delete an archive',
      'ingest.retention': 'Drop old days',
      'ingest.erase-users': 'Forget users',
      'churn.retrain': 'Train the churn model',
      'churn.score': 'Score everybody',
      'churn.outcomes': 'Compare scores with what happened',
      'churn.backtest': 'Backtest the churn model',
      'churn.search-parameters': 'Search parameters of the churn model',
      'recommender.retrain': 'Train the recommender',
      'recommender.erase-users': 'Take forgotten users out of recommenders',
      'recommender.search-parameters': 'Search parameters of the recommender',
    } as Record<string, string>,
    start: 'Start',
    starts: {
      'churn.retrain': {
        action: 'Train the churn model',
        explains:
          'A new version learns from the newest days. It goes live only if the gate finds it no worse than the live one; then everybody is scored. The live version answers meanwhile.',
      },
      'recommender.retrain': {
        action: 'Train the recommender',
        explains:
          'A new version learns from everything that is loaded. It goes live only if the gate finds it no worse than the live one. The live version answers meanwhile.',
      },
      'churn.score': {
        action: 'Score everybody',
        explains:
          'The live churn model scores every user as of the newest complete day. The ranked list and the risks of users then show that day. Scores of other days stay.',
      },
    },
    cancel: 'Cancel the job',
    cancelExplains:
      'It stops at its next safe point and leaves nothing half done. What it had finished before stays.',
    job: {
      lead: (service: ServiceName) => `A job of the ${service} service.`,
      all: 'All jobs',
      asked: 'Asked for',
      started: 'Began',
      ended: 'Ended',
      took: 'Took',
      state: 'State',
      service: 'Service',
      notYet: 'not yet',
      progress: 'Progress',
      steps: 'Steps',
      stepsNote: 'What was heard of the job since this page was opened.',
      noSteps: 'Nothing was heard yet.',
      input: 'What it was asked to do',
      noInput: 'Nothing beyond its kind.',
      result: 'What came out',
      error: 'Why it failed',
      columns: { at: 'At', step: 'Step', share: 'Done' },
    },
  },
};

const serviceNames: Record<ServiceName, string> = {
  ingest: 'Ingest',
  churn: 'Churn',
  recommender: 'Recommender',
};
