import { CreateSchema1763700000000 } from './1763700000000-create-schema.js';

/** Every migration, oldest first; a database that is up to date has had all of them. */
export const allMigrations = [CreateSchema1763700000000];
