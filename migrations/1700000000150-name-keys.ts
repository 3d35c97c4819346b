import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Keys with names and scopes, made and revoked while services run. */
export class NameKeys1700000000150 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE api_key (
        id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        name text COLLATE "C" NOT NULL CONSTRAINT api_key_name UNIQUE,
        scopes text[] NOT NULL
          CONSTRAINT api_key_scopes CHECK (cardinality(scopes) > 0 AND scopes <@ ARRAY['read', 'write', 'admin', 'console']),
        created_at timestamptz NOT NULL DEFAULT now(),
        created_by text NOT NULL,
        expires_at timestamptz,
        revoked_at timestamptz,
        revoked_by text
      );

      -- A key has several while its older ones are in their grace period. Only hashes: no token can be read from here.
      CREATE TABLE api_key_token (
        digest bytea PRIMARY KEY CONSTRAINT api_key_token_digest CHECK (octet_length(digest) = 32),
        key_id integer NOT NULL CONSTRAINT api_key_token_key REFERENCES api_key,
        prefix text NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now(),
        ends_at timestamptz,
        last_used_at timestamptz
      );
      CREATE INDEX api_key_token_of_key ON api_key_token (key_id);

      -- One row. Whoever changes keys counts the revision on; services compare it with the one they have read.
      CREATE TABLE api_key_state (
        id smallint PRIMARY KEY DEFAULT 1 CONSTRAINT api_key_state_single CHECK (id = 1),
        revision bigint NOT NULL DEFAULT 0
      );
      INSERT INTO api_key_state DEFAULT VALUES;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE api_key_token, api_key, api_key_state`);
  }
}
