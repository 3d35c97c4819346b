import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The kind of a download is `download`, as in every answer; only archives and lines of logs say `down`. */
export class NameDownloadsAlike1700000000086 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await rename(runner, 'down', 'download');
  }

  async down(runner: QueryRunner): Promise<void> {
    await rename(runner, 'download', 'down');
  }
}

async function rename(runner: QueryRunner, from: string, to: string): Promise<void> {
  await runner.query(`
    ALTER TABLE archive DROP CONSTRAINT archive_kind_known;
    ALTER TABLE recent_event DROP CONSTRAINT recent_event_kind_known;
    ALTER TABLE event_recommendation DROP CONSTRAINT event_recommendation_kind_known;

    UPDATE archive SET kind = '${to}',
      name = CASE WHEN name LIKE 'events/%' THEN regexp_replace(name, '/${from}$', '/${to}') ELSE name END
    WHERE kind = '${from}';
    UPDATE recent_event SET kind = '${to}' WHERE kind = '${from}';
    UPDATE event_recommendation SET kind = '${to}' WHERE kind = '${from}';
    -- Reports list the holes of their windows by kind.
    UPDATE model_version SET report = replace(report::text, '"kind": "${from}"', '"kind": "${to}"')::jsonb
    WHERE report::text LIKE '%"kind": "${from}"%';
    UPDATE churn_backtest SET report = replace(report::text, '"kind": "${from}"', '"kind": "${to}"')::jsonb
    WHERE report::text LIKE '%"kind": "${from}"%';

    ALTER TABLE archive ADD CONSTRAINT archive_kind_known CHECK (kind IN ('play', '${to}', 'search'));
    ALTER TABLE recent_event ADD CONSTRAINT recent_event_kind_known CHECK (kind IN ('play', '${to}', 'search'));
    ALTER TABLE event_recommendation
      ADD CONSTRAINT event_recommendation_kind_known CHECK (kind IN ('play', '${to}'));

    DO $$ BEGIN
      EXECUTE replace(pg_get_functiondef('archive_coverage_rows'::regproc), $q$'${from}'$q$, $q$'${to}'$q$);
    END $$;
  `);
}
