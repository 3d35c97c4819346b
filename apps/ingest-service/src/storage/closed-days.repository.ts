import { Database, SETTINGS } from '#common';
import { Inject, Injectable } from '@nestjs/common';
import type { OnApplicationBootstrap } from '@nestjs/common';
import type { IngestSettings } from '../ingest.settings.js';

const OF_SETTING = 'CLOSED_DAYS';

/** Replaces the rules of source $1 by $2 (text[]), which may be empty. */
const REPLACE_RULES = `/* ingest.replace_closed_days */
  WITH gone AS (DELETE FROM closed_day_rule WHERE source = $1 AND rule <> ALL ($2::text[]))
  INSERT INTO closed_day_rule (source, rule) SELECT $1, unnest($2::text[]) ON CONFLICT DO NOTHING`;

/** Days on which the service does no business, as the setting CLOSED_DAYS and mappings say: coverage reads them. */
@Injectable()
export class ClosedDaysRepository implements OnApplicationBootstrap {
  constructor(
    private readonly database: Database,
    @Inject(SETTINGS) private readonly settings: IngestSettings,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    await this.replace(OF_SETTING, this.settings.CLOSED_DAYS);
  }

  /** The rules of a mapping, in place of those that it had. */
  async ofMapping(name: string, rules: readonly string[]): Promise<void> {
    await this.replace(`mapping ${name}`, rules);
  }

  private async replace(source: string, rules: readonly string[]): Promise<void> {
    await this.database.query(REPLACE_RULES, [source, [...rules]]);
  }
}
