import {
  BooleanField,
  CursorPageDto,
  EnumField,
  IntegerField,
  NumberField,
  ObjectField,
  ObjectsField,
  ShareField,
  TextField,
  TimeField,
} from '#common';
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
  @TextField('Name of the scenario', SCENARIO_NAME)
  name: string;
}

export class ScenarioVersionParams extends ScenarioParams {
  @IntegerField('Version, counted from 1', { ...VERSION, example: 1 })
  version: number;
}

/** What songs of a list may be. */
class SourceBody extends ConstraintsBody {
  @EnumField(
    'Songs that the list is ranked from for each user: all, or at most 1,000 of those that most people hear, or of a row of the start page',
    SONG_SOURCES,
    { default: 'all' },
  )
  source: SongSource;
}

export class FallbackBody extends SourceBody {
  @IntegerField('It answers where source and conditions of the scenario leave fewer songs', {
    minimum: 1,
    maximum: 1_000,
    example: 20,
  })
  fewestSongs: number;
}

/** What a list is asked for by the name of a scenario. */
export class ScenarioOptionsBody extends SourceBody {
  @EnumField(...INCLUDE_PLAYED, { default: 'false' })
  includePlayed: Played;

  @ShareField(AGAIN_SHARE, { optional: true, example: 0.3 })
  againShare?: number;

  @ShareField(DIVERSITY, { default: 0 })
  diversity: number;

  @NumberField('Leaves out songs with a lower score', { optional: true, example: 0.05 })
  minScore?: number;

  @IntegerField('How many songs', { ...LIST_LENGTH, example: 20 })
  limit: number;

  @ObjectField(
    () => FallbackBody,
    'Source and conditions in place of those of the scenario, where these leave too few songs',
    { optional: true },
  )
  fallback?: FallbackBody;
}

export class NewScenarioVersionBody {
  @ObjectField(() => ScenarioOptionsBody, 'What is asked for; parameters of a request override it')
  options: ScenarioOptionsBody;

  @TextField('What is new in it, for people', { optional: true, maxLength: 200, example: 'Half new songs' })
  note?: string;
}

export class ScenarioVersionDto {
  @IntegerField('Version, counted from 1', VERSION)
  version: number;

  @BooleanField('Whether it answers', { example: false })
  isLive: boolean;

  @TextField('What is new in it', { nullable: true, example: 'Half new songs' })
  note: string | null;

  @TimeField('When it was stored', { example: '2026-11-24T15:00:00.000Z' })
  createdAt: string;

  @ObjectField(() => ScenarioOptionsBody, 'What is asked for')
  options: ScenarioOptionsBody;
}

export class ScenarioDto {
  @TextField('Name of the scenario', SCENARIO_NAME)
  name: string;

  @IntegerField('Version that answers; null before the first promotion', { ...VERSION, nullable: true })
  liveVersion: number | null;

  @IntegerField('Version that a rollback makes live; null: none', { ...VERSION, nullable: true, example: 1 })
  rollbackTo: number | null;

  @TimeField('When the live version became that', { nullable: true, example: '2026-11-24T15:00:00.000Z' })
  promotedAt: string | null;
}

export class ScenariosDto {
  @ObjectsField(() => ScenarioDto, 'By name')
  scenarios: ScenarioDto[];
}

export class ScenarioVersionsDto extends CursorPageDto {
  @ObjectField(() => ScenarioDto, 'The scenario')
  scenario: ScenarioDto;

  @ObjectsField(() => ScenarioVersionDto, 'Newest first')
  versions: ScenarioVersionDto[];
}
