import { lazy } from 'react';
import type { ComponentType } from 'react';
import { texts } from './texts.js';

interface PageEntry {
  /** As wouter reads it: `/jobs/:service/:id`. */
  path: string;
  /** Its name in the navigation; pages below another have none. */
  name?: string;
  page: ComponentType;
}

const names = texts.navigation;

/** Every page of the console, in the order of the navigation. Each is a chunk of its own, loaded when it is first opened. */
export const PAGES: readonly PageEntry[] = [
  {
    path: '/',
    name: names.overview,
    page: lazy(() => import('./pages/overview/overview-page.js')),
  },
  {
    path: '/data',
    name: names.data,
    page: lazy(() => import('./pages/data/data-page.js')),
  },
  {
    path: '/data/archives/:id',
    page: lazy(() => import('./pages/data/archive-page.js')),
  },
  {
    path: '/people',
    name: names.people,
    page: lazy(() => import('./pages/people/people-page.js')),
  },
  {
    path: '/people/:userId',
    page: lazy(() => import('./pages/people/person-page.js')),
  },
  {
    path: '/at-risk',
    name: names.atRisk,
    page: lazy(() => import('./pages/at-risk/at-risk-page.js')),
  },
  {
    path: '/songs',
    name: names.songs,
    page: lazy(() => import('./pages/songs/songs-page.js')),
  },
  {
    path: '/songs/:songId',
    page: lazy(() => import('./pages/songs/song-page.js')),
  },
  {
    path: '/models',
    name: names.models,
    page: lazy(() => import('./pages/models/models-page.js')),
  },
  {
    path: '/models/:kind/:version',
    page: lazy(() => import('./pages/models/version-page.js')),
  },
  {
    path: '/models/:kind/:version/beside/:other',
    page: lazy(() => import('./pages/models/beside-page.js')),
  },
  {
    path: '/experiments',
    name: names.experiments,
    page: lazy(() => import('./pages/experiments/experiments-page.js')),
  },
  {
    path: '/jobs',
    name: names.jobs,
    page: lazy(() => import('./pages/jobs/jobs-page.js')),
  },
  {
    path: '/jobs/:service/:id',
    page: lazy(() => import('./pages/jobs/job-page.js')),
  },
  {
    path: '/settings',
    name: names.settings,
    page: lazy(() => import('./pages/settings/settings-page.js')),
  },
];
