/** Every page of the console that needs nothing but its address; each is tested in light and dark, narrow and wide. */
export const CONSOLE_PAGES = [
  '/',
  '/data',
  '/people',
  '/at-risk',
  '/songs',
  '/experiments',
  '/models',
  '/models/churn/1',
  '/models/recommender/1',
  '/models/churn/1/beside/2',
  '/models/recommender/1/beside/2',
  '/jobs',
  '/settings',
  '/keys',
  '/audit',
];
