import { baseline } from './baseline.js';
import { ARCHIVES } from './baselines/archives.sql.js';
import { AUDIENCES } from './baselines/audiences.sql.js';
import { CAMPAIGNS } from './baselines/campaigns.sql.js';
import { COVERAGE } from './baselines/coverage.sql.js';
import { DELIVERY } from './baselines/delivery.sql.js';
import { EVENTS } from './baselines/events.sql.js';
import { MODELS } from './baselines/models.sql.js';
import { PLATFORM } from './baselines/platform.sql.js';
import { RECOMMENDATIONS } from './baselines/recommendations.sql.js';
import { USERS } from './baselines/users.sql.js';

/**
 * Every migration in order. Until a version is released, change the baselines themselves. Afterwards add
 * migrations: each with one statement a query, or Citus refuses it once it has distributed the table.
 */
export const migrations = [
  baseline(1, 'platform', PLATFORM),
  baseline(2, 'users', USERS),
  baseline(3, 'archives', ARCHIVES),
  baseline(4, 'coverage', COVERAGE),
  baseline(5, 'events', EVENTS),
  baseline(6, 'models', MODELS),
  baseline(7, 'recommendations', RECOMMENDATIONS),
  baseline(8, 'audiences', AUDIENCES),
  baseline(9, 'delivery', DELIVERY),
  baseline(10, 'campaigns', CAMPAIGNS),
];
