import { CursorPageDto, Field } from '#common';
import { ConstraintsBody } from '../../answers/constraints/constraints.dto.js';
import { SCENARIO_NAME } from '../../registry/scenarios/scenarios.js';
import { AGAIN_SHARE, DIVERSITY, INCLUDE_PLAYED, LIST_LENGTH } from '../songs-query.dto.js';
import type { Played } from '../songs-query.dto.js';

const SONG_SOURCES = [
  'all',
  'popular',
  'trending',
  'new_releases',
  'releases_for_you',
  'singers_you_like',
] as const;
export type SongSource = (typeof SONG_SOURCES)[number];

const VERSION = { minimum: 1, maximum: 2 ** 31 - 1, example: 2 } as const;

export class ScenarioParams {
  @Field.text('Name of the scenario', SCENARIO_NAME)
  name: string;
}

export class ScenarioVersionParams extends ScenarioParams {
  @Field.integer('Version, counted from 1', { ...VERSION, example: 1 })
  version: number;
}

/** What songs of a list may be. */
class SourceBody extends ConstraintsBody {
  @Field.enum(
    'Songs that the list is ranked from for each user: all, or at most 1,000 of those that most people hear, or of a row of the start page',
    SONG_SOURCES,
    { default: 'all' },
  )
  source: SongSource;
}

export class FallbackBody extends SourceBody {
  @Field.integer('It answers where source and conditions of the scenario leave fewer songs', {
    minimum: 1,
    maximum: 1_000,
    example: 20,
  })
  fewestSongs: number;
}

/** What a list is asked for by the name of a scenario. */
export class ScenarioOptionsBody extends SourceBody {
  @Field.enum(...INCLUDE_PLAYED, { default: 'false' })
  includePlayed: Played;

  @Field.share(AGAIN_SHARE, { optional: true, example: 0.3 })
  againShare?: number;

  @Field.share(DIVERSITY, { default: 0 })
  diversity: number;

  @Field.number('Leaves out songs with a lower score', { optional: true, example: 0.05 })
  minScore?: number;

  @Field.integer('How many songs', { ...LIST_LENGTH, example: 20 })
  limit: number;

  @Field.object(
    () => FallbackBody,
    'Source and conditions in place of those of the scenario, where these leave too few songs',
    { optional: true },
  )
  fallback?: FallbackBody;
}

export class NewScenarioVersionBody {
  @Field.object(() => ScenarioOptionsBody, 'What is asked for; parameters of a request override it')
  options: ScenarioOptionsBody;

  @Field.text('What is new in it, for people', { optional: true, maxLength: 200, example: 'Half new songs' })
  note?: string;
}

export class ScenarioVersionDto {
  @Field.integer('Version, counted from 1', VERSION)
  version: number;

  @Field.boolean('Whether it answers', { example: false })
  isLive: boolean;

  @Field.text('What is new in it', { nullable: true, example: 'Half new songs' })
  note: string | null;

  @Field.time('When it was stored', { example: '2026-11-24T15:00:00.000Z' })
  createdAt: string;

  @Field.object(() => ScenarioOptionsBody, 'What is asked for')
  options: ScenarioOptionsBody;
}

export class ScenarioDto extends ScenarioParams {
  @Field.integer('Version that answers; null before the first promotion', { ...VERSION, nullable: true })
  liveVersion: number | null;

  @Field.integer('Version that a rollback makes live; null: none', { ...VERSION, nullable: true, example: 1 })
  rollbackTo: number | null;

  @Field.time('When the live version became that', { nullable: true, example: '2026-11-24T15:00:00.000Z' })
  promotedAt: string | null;
}

export class ScenariosDto {
  @Field.objects(() => ScenarioDto, 'By name')
  scenarios: ScenarioDto[];
}

export class ScenarioVersionsDto extends CursorPageDto {
  @Field.object(() => ScenarioDto, 'The scenario')
  scenario: ScenarioDto;

  @Field.objects(() => ScenarioVersionDto, 'Newest first')
  versions: ScenarioVersionDto[];
}
