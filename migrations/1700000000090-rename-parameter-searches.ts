import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Calls searches for parameters and their attempts by these words. */
export class RenameParameterSearches1700000000090 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE recommender_tuning RENAME TO parameter_search;
      ALTER INDEX recommender_tuning_pkey RENAME TO parameter_search_pkey;
      ALTER SEQUENCE recommender_tuning_id_seq RENAME TO parameter_search_id_seq;
      UPDATE parameter_search SET report = report - 'trials' || jsonb_build_object('attempts', report -> 'trials');
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      UPDATE parameter_search SET report = report - 'attempts' || jsonb_build_object('trials', report -> 'attempts');
      ALTER SEQUENCE parameter_search_id_seq RENAME TO recommender_tuning_id_seq;
      ALTER INDEX parameter_search_pkey RENAME TO recommender_tuning_pkey;
      ALTER TABLE parameter_search RENAME TO recommender_tuning;
    `);
  }
}
