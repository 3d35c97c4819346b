import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Reports of the recommender call what was evaluated `model`, whatever it is made of, and name what of the live version it was compared with. */
export class NameComparedModels1700000000128 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      UPDATE model_version SET report = jsonb_set(report, '{evaluation}',
        (report -> 'evaluation') - 'als' - 'champion'
        || jsonb_build_object('model', report #> '{evaluation,als}', 'liveParameters', report #> '{evaluation,champion}', 'liveVersion', NULL,
          'aheadOf', (report #> '{evaluation,aheadOf}') - 'champion'
            || jsonb_build_object('liveParameters', report #> '{evaluation,aheadOf,champion}', 'liveVersion', NULL)))
      WHERE kind = 'recommender' AND report #> '{evaluation,als}' IS NOT NULL`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      UPDATE model_version SET report = jsonb_set(report, '{evaluation}',
        (report -> 'evaluation') - 'model' - 'liveParameters' - 'liveVersion'
        || jsonb_build_object('als', report #> '{evaluation,model}', 'champion', report #> '{evaluation,liveParameters}',
          'aheadOf', (report #> '{evaluation,aheadOf}') - 'liveParameters' - 'liveVersion'
            || jsonb_build_object('champion', report #> '{evaluation,aheadOf,liveParameters}')))
      WHERE kind = 'recommender' AND report #> '{evaluation,model}' IS NOT NULL`);
  }
}
