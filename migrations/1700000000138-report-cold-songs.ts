import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Reports of the recommender tell how songs do that hardly anybody has heard; earlier versions left these out. */
export class ReportColdSongs1700000000138 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      UPDATE model_version SET report = jsonb_set(report || '{"coldSongs": null}', '{data,coldSongs}', '0')
      WHERE kind = 'recommender'`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      UPDATE model_version SET report = (report - 'coldSongs') #- '{data,coldSongs}' WHERE kind = 'recommender'`);
  }
}
