import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Events come in clumps: one user downloads thirty songs at once. Of a usual count of n lines the deviation is not taken for less than
 * that of clumps of 30, sqrt(30 / n). Without it a day of 700 downloads counted as suspiciously small now and then.
 */
export class ExpectUnevenCounts1700000000107 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(redefined(CHANGES));
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(redefined(CHANGES.map(([before, after]) => [after, before])));
  }
}

const CHANGES: [before: string, after: string][] = [
  ['share < 1 - 4 * deviation', 'share < 1 - 4 * greatest(deviation, sqrt(30 / usual_lines))'],
  [
    'sum(lines) / sum(usual_lines) AS share,',
    'sum(lines) / sum(usual_lines) AS share, sum(usual_lines) AS usual_lines,',
  ],
  [
    'comparable_day.share < 1 - 3 * deviation',
    'comparable_day.share < 1 - 3 * greatest(deviation, sqrt(30 / comparable_day.usual_lines))',
  ],
];

function redefined(changes: [from: string, to: string][]): string {
  const definition = changes.reduce(
    (text, [from, to]) => `replace(${text}, '${from}', '${to}')`,
    `pg_get_functiondef('archive_coverage_rows'::regproc)`,
  );
  return `DO $$ BEGIN EXECUTE ${definition}; END $$`;
}
