import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Searches for the recommender's parameters; retrains follow the newest accepted one. */
export class CreateRecommenderTuning1700000000061 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE recommender_tuning (
        id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        data_from date NOT NULL,
        cut date NOT NULL,
        data_to date NOT NULL,
        start jsonb NOT NULL,
        best jsonb NOT NULL,
        report jsonb NOT NULL,
        accepted boolean NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now()
      );
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE recommender_tuning');
  }
}
