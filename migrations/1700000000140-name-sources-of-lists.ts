import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Songs shown from a list as it was trained: by the model, which need not be made of factors. */
export class NameSourcesOfLists1700000000140 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`UPDATE recommendation_impression SET source = 'model' WHERE source = 'als'`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`UPDATE recommendation_impression SET source = 'als' WHERE source = 'model'`);
  }
}
