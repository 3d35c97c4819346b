import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * An archive is the log of a day, kind and part, however its file is packed: `identity` is its name without the packing. What was
 * loaded in two packings before stays twice, the second one under its file's name; rows that hold no events go.
 */
export class IdentifyArchives1700000000100 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE archive ADD COLUMN identity text;
      UPDATE archive SET identity = CASE WHEN kind IS NULL THEN name ELSE ${unpacked('name')} END;
      WITH ranked AS (
        SELECT id, row_number() OVER (PARTITION BY identity
          ORDER BY event_count > 0 DESC, finished_at DESC NULLS LAST, id DESC) AS rank FROM archive
      )
      UPDATE archive SET identity = CASE WHEN event_count > 0 THEN name END
      FROM ranked WHERE ranked.id = archive.id AND rank > 1;
      DELETE FROM archive WHERE identity IS NULL;
      ALTER TABLE archive ALTER COLUMN identity SET NOT NULL, DROP CONSTRAINT archive_name_unique,
        ADD CONSTRAINT archive_identity_unique UNIQUE (identity);

      -- Titles come from the archive whose identity sorts last.
      UPDATE song SET named_in = ${unpacked('named_in')} WHERE named_in <> ${unpacked('named_in')};
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE archive DROP COLUMN identity, ADD CONSTRAINT archive_name_unique UNIQUE (name);
    `);
  }
}

/** Without packing, and without zeros in front of the part. */
function unpacked(name: string): string {
  return `regexp_replace(regexp_replace(${name}, '(\\.tar)?\\.gz$', ''), '^(\\d{8}_)0+(\\d)', '\\1\\2')`;
}
