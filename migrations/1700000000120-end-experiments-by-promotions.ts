import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Ends an experiment when another version goes live: both variants stay what they were from its beginning to its end. */
export class EndExperimentsByPromotions1700000000120 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE recommender_experiment ADD COLUMN ended_by text
        CONSTRAINT recommender_experiment_ended_by CHECK (ended_by IN ('request', 'promotion'));
      UPDATE recommender_experiment SET ended_by = 'request' WHERE ended_at IS NOT NULL;

      CREATE FUNCTION end_recommender_experiment() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        UPDATE recommender_experiment SET ended_at = now(), ended_by = 'promotion' WHERE ended_at IS NULL;
        RETURN NULL;
      END $$;
      CREATE TRIGGER recommender_promoted AFTER INSERT ON model_promotion
        FOR EACH ROW WHEN (NEW.kind = 'recommender') EXECUTE FUNCTION end_recommender_experiment();
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TRIGGER recommender_promoted ON model_promotion;
      DROP FUNCTION end_recommender_experiment;
      ALTER TABLE recommender_experiment DROP COLUMN ended_by;
    `);
  }
}
