import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Why a later content of a loaded archive was refused: beside the reason of what is loaded, so that it can be taken back. */
export class KeepRefusalsApart1700000000102 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE archive ADD COLUMN refusal text;
      UPDATE archive SET refusal = reason, reason = NULL WHERE state = 'loaded';

      -- As entities write them.
      ALTER TABLE archive ALTER COLUMN byte_count SET DEFAULT '0', ALTER COLUMN line_count SET DEFAULT '0',
        ALTER COLUMN event_count SET DEFAULT '0';
      ALTER TABLE sample_log_set ALTER COLUMN id SET DEFAULT '1';
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      UPDATE archive SET reason = refusal WHERE refusal IS NOT NULL;
      ALTER TABLE archive DROP COLUMN refusal;
    `);
  }
}
