import { atRisk } from './texts/at-risk.js';
import { jobs } from './texts/jobs.js';
import { models } from './texts/models.js';
import { overview } from './texts/overview.js';
import { people } from './texts/people.js';
import { serviceNames, shared } from './texts/shared.js';
import type { ServiceName } from './texts/shared.js';

/** Texts that several pages show, and those of pages that link to one another; others are loaded with their page. */
export const texts = {
  ...shared,
  people,
  atRisk,
  navigation: {
    overview: 'Overview',
    data: 'Data',
    people: 'People',
    atRisk: 'At risk',
    audiences: 'Audiences',
    campaigns: 'Campaigns',
    delivery: 'Delivery',
    songs: 'Songs',
    scenarios: 'Scenarios',
    models: 'Models',
    monitoring: 'Monitoring',
    experiments: 'Experiments',
    jobs: 'Jobs',
    settings: 'Settings',
    keys: 'Keys',
    audit: 'Audit',
    system: 'System',
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
    offline:
      'This browser is offline. What is shown may be old; the page goes on by itself when the network is back.',
    slow: (services: string) =>
      `Waiting for the ${services} service, which has not answered for 2 seconds. The page goes on by itself.`,
    renewing: 'Being done. What is shown here follows in a moment.',
    reconnecting: 'The console is not responding. Reconnecting…',
    jump: {
      open: 'Jump to…',
      label: 'Page, user id, audience, campaign, endpoint, song, singer, version or job',
      none: 'Nothing found.',
      page: 'page',
      user: 'user',
      audience: 'audience',
      campaign: 'campaign',
      endpoint: 'endpoint',
      song: 'song',
      singer: 'singer',
      version: 'version',
      job: 'job',
    },
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
  confirm: { cancel: 'Cancel', running: 'Being done…' },
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
    'GET /churn/drift': { text: 'the Drift page', to: '/monitoring/drift' },
    'GET /ingest/quality': { text: 'the Data page', to: '/data' },
    'GET /ingest/coverage': { text: 'the Data page', to: '/data' },
  } as Record<string, { text: string; to: string }>,
  kinds: { play: 'plays', download: 'downloads', search: 'searches', feedback: 'likes and other feedback' },
  overview,
  models,
  settings: {
    lead: 'Which settings are in force, and where does each value come from? Settings are environment variables, read when a service starts. Keys and passwords are never shown.',
    find: 'Search',
    changedOnly: 'Only settings from the environment',
    notSet: 'not set',
    noneFound: 'No setting of this service matches.',
    of: (service: ServiceName) => `${serviceNames[service]} service`,
  },
  jobs,
};
