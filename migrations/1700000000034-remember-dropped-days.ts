import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Days that retention dropped: nothing of them is expected, and nothing is loaded into them by itself. */
export class RememberDroppedDays1700000000034 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE dropped_day (
        day date PRIMARY KEY,
        dropped_at timestamptz NOT NULL DEFAULT now()
      );

      -- Made anew, not replaced: Citus sends views without tables to all nodes, and then lets them name no table of one node.
      DO $$ DECLARE hole text := pg_get_viewdef('coverage_hole'); BEGIN
        DROP VIEW coverage_hole, archive_coverage;
        -- On a dropped day nothing is missing, refused or a duplicate any more. What was loaded again all the same is shown.
        CREATE VIEW archive_coverage AS
        SELECT day, kind, part,
          CASE WHEN dropped_day.day IS NULL OR state IN ('loaded', 'partial', 'small') THEN state ELSE 'dropped' END AS state,
          reason, byte_count, lines, usual_lines
        FROM archive_coverage_rows() LEFT JOIN dropped_day USING (day);
        EXECUTE 'CREATE VIEW coverage_hole AS ' || hole;
      END $$;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE OR REPLACE VIEW archive_coverage AS SELECT * FROM archive_coverage_rows();
      DROP TABLE dropped_day;
    `);
  }
}
