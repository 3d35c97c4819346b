import { CreateLogTables1700000000001 } from './1700000000001-create-log-tables.js';
import { CreateModelTables1700000000002 } from './1700000000002-create-model-tables.js';

/** Every migration in order, listed by hand: what runs is what is written here. */
export const migrations = [CreateLogTables1700000000001, CreateModelTables1700000000002];

export { migrate } from './migrate.js';
