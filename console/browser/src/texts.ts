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
    theme: 'Colour theme',
    themes: { system: 'System', light: 'Light', dark: 'Dark' },
    signedInAs: (name: string) => `Signed in with ${name}`,
    signOut: 'Sign out',
    documentation: 'API documentation',
    apiOf: (service: ServiceName) => `${serviceNames[service]} API`,
  },
  notFound: {
    title: 'Page not found',
    lead: 'The address may be mistyped, or the page may have moved.',
    back: 'Go to the overview',
  },
  signIn: {
    title: 'Sign in to Music Box',
    key: 'Key',
    help: 'A read key can view data and models. An admin or console key can also change them. npm start writes its keys to access.json in its data folder and prints a link that signs in once.',
    submit: 'Sign in',
    ended: 'Sign in to go on where you were.',
    notDone: (why: string) => `${why} What you asked for last was not done: ask for it again.`,
  },
  answers: { loading: 'Loading…' },
  confirm: { cancel: 'Cancel' },
  progress: { unknown: 'in progress' },
  problems: {
    retry: 'Try again',
    refused: 'The request failed',
    forbidden: 'Your key does not have permission',
    titles: {
      console_away: 'The console server is not responding',
      link_used: 'This sign-in link is no longer valid',
      key_wrong: 'Unknown key',
      session_missing: 'Your session has expired',
      rate_limited: 'Too many attempts',
    } as Record<string, string>,
    consoleAway: 'The server has stopped or the network is down. The page tries again when you return to it.',
    unexplained: (status: number) => `The service answered with status ${status} and gave no reason.`,
    down: {
      title: (service: ServiceName) => `The ${service} service is not responding`,
      works: {
        ingest:
          'Data, uploads, keys and the audit log are not available. Churn risk, recommendations, models and the jobs of the other services still work. npm start restarts a service automatically; see ingest-service.log.',
        churn:
          'Churn risk, reasons and churn models are not available. Data, songs, recommendations and the jobs of the other services still work. npm start restarts a service automatically; see churn-service.log.',
        recommender:
          'Songs and recommendations are not available. Data, churn risk, churn models and the jobs of the other services still work. npm start restarts a service automatically; see recommender-service.log.',
      } satisfies Record<ServiceName, string>,
    },
  },
  /** In place of routes that texts of a service name, where a page does the same. */
  routes: {
    'POST /admin/churn/retrain': { text: 'the Jobs page', to: '/jobs' },
    'GET /churn/drift': { text: 'the drift report', to: '/api/churn/churn/drift/report' },
    'GET /ingest/quality': { text: 'the Data page', to: '/data' },
    'GET /ingest/coverage': { text: 'the Data page', to: '/data' },
  } as Record<string, { text: string; to: string }>,
  kinds: { play: 'plays', download: 'downloads', search: 'searches' },
  overview: {
    title: 'Overview',
    lead: 'What needs attention, and what should be done about it?',
    leadUpTo: (day: string) =>
      `What needs attention, and what should be done about it? Logs are loaded up to ${day}.`,
    synthetic: 'The logs are synthetic and describe no real listeners.',
    urgent: 'Needs attention',
    nothingUrgent: 'No problems found. The checks that passed are listed below.',
    others: 'Other checks',
    urgencies: { act: 'critical', look: 'warning', unknown: 'unknown', fine: 'OK' },
    checks: {
      since: (day: string) => `Firing since ${day}.`,
      alertsReport: 'All alert rules',
      coverage: {
        name: 'Log coverage',
        fine: 'All days are complete.',
        found: (logs: string, newest: string) =>
          `${logs} ${logs === '1' ? 'daily log is' : 'daily logs are'} missing, partial or unusually small. Newest: ${newest}.`,
        toDo: 'Load these archives again. Until then users look less active on these days than they were.',
        link: 'Show coverage',
      },
      rejected: {
        name: 'Rejected lines',
        none: 'No logs are loaded yet.',
        fine: (share: string, day: string) => `${share} of the lines of ${day}, within the usual range.`,
        found: (share: string, day: string, usual: string) =>
          `${share} of the lines of ${day} were rejected; the usual share is ${usual}.`,
        toDo: 'Check which rule rejected them. A change of the log format shows here first.',
        link: 'Show rejected lines',
      },
      scores: {
        name: 'Churn scores',
        fine: (day: string) => `All users are scored as of ${day}.`,
        stale: (day: string) => `Stale: logs behind the scores of ${day} have changed since.`,
        behind: (scored: string, newest: string) =>
          `Stale: scores are as of ${scored}, but logs are loaded up to ${newest}.`,
        toDo: 'Score all users, so that lists and bands reflect the newest day.',
      },
      models: {
        names: { churn: 'Churn model', recommender: 'Recommender' },
        none: 'No version is live, so there are no answers yet.',
        fine: (version: number, day: string | null) =>
          `Version ${version} is live${day === null ? '' : `, trained on logs up to ${day}`}.`,
        old: (version: number, days: string) =>
          `Version ${version} is live, but was not trained on the newest ${days} days.`,
        refused: (version: number, reasons: string) =>
          `Version ${version} was trained but not promoted. ${reasons}`,
        link: 'Show gate results',
      },
      alerts: {
        score_drift: 'Score drift',
        calibration: 'Calibration',
        event_volume: 'Event volume',
        active_users: 'Active users',
        coverage_holes: 'Log coverage',
      },
      jobs: {
        name: 'Jobs',
        fine: 'No job failed in the last week without a later success.',
        failed: (kind: string, error: string) => `${kind} failed: ${error}`,
        toDo: 'Fix the cause, then start the job again.',
        link: 'Show the job',
      },
    },
    day: {
      title: 'Newest day',
      titleOf: (day: string) => `Newest day, ${day}`,
      note: (weekday: string) =>
        `Compared with the median ${weekday} of the four weeks before. The lines show the last four weeks.`,
      none: 'No logs are loaded yet. Load a folder of archives on the Data page.',
      users: 'Active users',
      events: { play: 'Plays', download: 'Downloads', search: 'Searches' },
      rejected: 'Rejected lines',
      ofLines: (lines: string) => `of ${lines} lines`,
      beside: (change: string) => `${change} vs. usual`,
      noUsual: 'no earlier weeks to compare with',
    },
  },
  models: {
    title: 'Models',
    lead: 'Which versions are live, how good are they, and why were others not promoted?',
    kinds: { churn: 'Churn model', recommender: 'Recommender' },
    notes: {
      churn: 'Evaluated on test users that were not used for training.',
      recommender: 'Evaluated on the last days of plays, held out from training.',
    },
    none: 'No version yet. Load archives on the Data page, then train one.',
    compare: 'Compare selected',
    chooseVersion: (version: number) => `Compare version ${version}`,
    version: (version: number) => `Version ${version}`,
    states: { live: 'live', ready: 'ready', refused: 'refused', retired: 'retired' },
    verdicts: { accepted: 'passed', refused: 'failed', undecided: 'undecided' },
    measureOf: { churn: 'ROC AUC', recommender: 'NDCG' },
    measures: {
      rocAuc: 'ROC AUC',
      prAuc: 'PR AUC',
      brier: 'Brier score (lower is better)',
      logLoss: 'Log loss (lower is better)',
      ece: 'Expected calibration error (lower is better)',
      ndcg: 'NDCG',
      recall: 'Recall',
      map: 'Mean average precision',
      hitRate: 'Hit rate',
    },
    interval: (low: string, high: string) => `${low} to ${high}`,
    better: 'better',
    worse: 'worse',
    same: 'equal',
    columns: {
      compare: 'Compare',
      version: 'Version',
      state: 'State',
      trained: 'Trained',
      dataTo: 'Trained on logs up to',
      gate: 'Gate',
      measure: 'Metric',
      difference: 'Difference',
    },
    detail: {
      title: (kind: string, version: string) => `${kind}, version ${version}`,
      synthetic: 'Trained on synthetic logs.',
      all: 'All versions',
      state: 'State',
      trained: 'Trained',
      data: 'Training data',
      users: 'Test users',
      code: 'Code version',
      unknown: 'unknown',
      gate: 'Promotion gate',
      verdict: (verdict: string) => `Verdict: ${verdict}.`,
      noReasons: 'No checks were recorded.',
      measures: 'Metrics',
      noMeasures: 'Not evaluated: the logs are too short to hold out days.',
      measuresNote: 'With 95% intervals where available.',
      report: 'Report with plots',
      besideLive: (live: number) => `Compare with live version ${live}`,
      parameters: 'Parameters',
    },
    beside: {
      title: (kind: string, version: string, other: string) =>
        `${kind}: versions ${version} and ${other} compared`,
      lead: 'How do two versions differ, and which is better?',
      facts: 'Origin',
      measuresNote:
        'Versions trained on different days were evaluated on different users: only differences beyond both intervals are meaningful.',
      curves: 'Plots of both',
      curvesNote: 'Each version on its own test users. Lines also differ by dashes, bars by filling.',
      report: 'Report of both',
      noPlots: 'Neither version was evaluated: the logs were too short to hold out days.',
      lacks: (version: number, parts: string) =>
        `Missing in the report of version ${version}: ${parts}. These plots show the other version only.`,
      diagonals: { chance: 'chance', right: 'calibrated' },
      segments: { head: 'popular songs (head)', middle: 'middle', tail: 'rare songs (tail)' },
      plots: {
        roc: { title: 'ROC curves', x: 'false positive rate', y: 'true positive rate' },
        precisionRecall: { title: 'Precision and recall', x: 'recall', y: 'precision' },
        gains: {
          title: 'Cumulative gains',
          x: 'share of users, highest risk first',
          y: 'share of churners found',
        },
        calibration: { title: 'Calibration', x: 'mean predicted probability', y: 'observed churn rate' },
        device: { title: 'Log loss by device', y: 'log loss (lower is better)' },
        tenure: { title: 'Log loss by days since the first event', y: 'log loss (lower is better)' },
        activeDays: { title: 'Log loss by active days', y: 'log loss (lower is better)' },
        ndcg: { title: 'NDCG by length of list', x: 'songs in the list', y: 'NDCG' },
        recall: { title: 'Recall by length of list', x: 'songs in the list', y: 'recall' },
        found: {
          title: 'Relevant songs found within the first share of the ranked catalogue',
          x: 'share of the catalogue',
          y: 'share found',
        },
        liked: { title: 'NDCG by number of songs liked before', y: 'NDCG' },
        popularity: { title: 'Recall by popularity of the song', y: 'recall' },
      },
      parameters: 'Parameters that differ',
      parameter: 'Parameter',
      sameParameters: 'Both versions have the same parameters.',
    },
    promotion: {
      promote: 'Promote',
      promoteUndecided: 'Promote although undecided',
      promoteTitle: (version: number) => `Promote version ${version}?`,
      obstacles: {
        live: 'This version is already live.',
        ready: null,
        refused: 'This version did not pass the promotion gate.',
        retired: 'This version is retired: only its report is kept.',
      } as Record<'live' | 'ready' | 'refused' | 'retired', string | null>,
      first: (version: number) =>
        `Version ${version} will serve all users, immediately and without a restart.`,
      replaces: (version: number, live: number) =>
        `Version ${version} will replace version ${live} for all users, immediately and without a restart.`,
      difference: (measure: string, ours: string, theirs: string) =>
        `${measure}: ${ours} instead of ${theirs}.`,
      undecided:
        'The gate could not decide whether it is better than the live version. The decision is yours.',
      effects: {
        churn:
          'Risk and reasons of single users change immediately. The ranked list and exports change after the next scoring of all users.',
        recommender: 'Recommendations change immediately. A running experiment ends.',
      },
      wayBack: 'Roll back makes the current version live again.',
      rollBack: 'Roll back',
      noEarlier: 'No other version has been live before.',
      rollBackTitle: (version: number) => `Roll back to version ${version}?`,
      rollBackTwice: (live: number) => `Rolling back once more restores version ${live}.`,
    },
  },
  settings: {
    title: 'Settings',
    lead: 'Which settings are in force, and where does each value come from? Settings are environment variables, read when a service starts. Keys and passwords are never shown.',
    find: 'Search',
    changedOnly: 'Only settings from the environment',
    notSet: 'not set',
    noneFound: 'No setting of this service matches.',
    of: {
      ingest: 'Ingest service',
      churn: 'Churn service',
      recommender: 'Recommender service',
    },
    sources: { environment: 'environment', default: 'default' },
    columns: { name: 'Setting', value: 'Value', source: 'Source', meaning: 'Meaning' },
  },
  jobs: {
    title: 'Jobs',
    lead: 'What is running now, and how did earlier jobs end?',
    active: 'Active',
    noneActive: 'No job is running or queued.',
    ended: 'Finished',
    noneEnded: 'No job has run yet. Load a folder of archives on the Data page, or start a job here.',
    filter: 'Show',
    filters: { all: 'All', failed: 'Failed and cancelled', succeeded: 'Succeeded' },
    noneOfFilter: 'No such job among the newest 100 of each service.',
    columns: { what: 'Job', state: 'State', asked: 'Requested', took: 'Duration', outcome: 'Error' },
    states: {
      queued: 'queued',
      running: 'running',
      succeeded: 'succeeded',
      failed: 'failed',
      cancelled: 'cancelled',
    },
    kinds: {
      ingest: 'Load archives',
      'ingest.exclusions': 'Apply exclusion rules',
      'ingest.deletion': 'Delete an archive',
      'ingest.retention': 'Delete old days',
      'ingest.erase-users': 'Erase users',
      'churn.retrain': 'Train the churn model',
      'churn.score': 'Score all users',
      'churn.outcomes': 'Compare scores with outcomes',
      'churn.backtest': 'Backtest the churn model',
      'churn.search-parameters': 'Search churn model parameters',
      'recommender.retrain': 'Train the recommender',
      'recommender.erase-users': 'Erase users from recommender versions',
      'recommender.search-parameters': 'Search recommender parameters',
    } as Record<string, string>,
    start: 'Start',
    starts: {
      'churn.retrain': {
        action: 'Train the churn model',
        explains:
          'Trains a new version on the newest days. It goes live only if it passes the promotion gate; then all users are scored. The live version serves all requests until then.',
      },
      'recommender.retrain': {
        action: 'Train the recommender',
        explains:
          'Trains a new version on all loaded logs. It goes live only if it passes the promotion gate. The live version serves all requests until then.',
      },
      'churn.score': {
        action: 'Score all users',
        explains:
          'The live churn model scores every user as of the newest complete day. The ranked list and the pages of users then show that day. Scores of other days are kept.',
      },
    },
    cancel: 'Cancel job',
    cancelExplains:
      'The job stops at its next safe point and leaves nothing half done. What it has finished is kept.',
    job: {
      lead: (service: ServiceName) => `How far is this job of the ${service} service, and what came of it?`,
      all: 'All jobs',
      asked: 'Requested',
      started: 'Started',
      ended: 'Finished',
      took: 'Duration',
      state: 'State',
      service: 'Service',
      notYet: 'not yet',
      progress: 'Progress',
      log: 'Log',
      logNote: 'One line for each step, kept as long as the job.',
      noLog: 'The job ended before its first step.',
      noLogYet: 'The first step has not started yet.',
      dropped: (lines: number) => `${lines} earlier ${lines === 1 ? 'line is' : 'lines are'} no longer kept.`,
      figures: (count: number) => (count === 1 ? '1 figure' : `${count} figures`),
      input: 'Input',
      noInput: 'No parameters were given.',
      result: 'Result',
      error: 'Error',
      columns: { at: 'Time', step: 'Step', took: 'Duration', share: 'Done', figures: 'Figures' },
    },
  },
};

const serviceNames: Record<ServiceName, string> = {
  ingest: 'Ingest',
  churn: 'Churn',
  recommender: 'Recommender',
};
