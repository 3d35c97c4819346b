import {
  BooleanField,
  CountField,
  DayField,
  EnumField,
  IdField,
  IntegerField,
  MapField,
  ObjectsField,
  TextField,
  TextsField,
  TimeField,
} from '#common';
import { PROPERTY_TYPES } from '#common/conditions';
import type { PropertyType, PropertyValue } from '#common/conditions';
import { ApiProperty } from '@nestjs/swagger';

const NAME = {
  maxLength: 40,
  pattern: { regex: /^[a-z][a-zA-Z0-9_]*$/, meaning: 'letters, digits and _, a small letter first' },
  example: 'mood',
} as const;
const TEXTS = { optional: true, maxItems: 300, maxLength: 200 };

/** Where values come from, the strongest first. */
const SOURCES = ['call', 'file', 'log'] as const;
type Source = (typeof SOURCES)[number];

/** What is left out is not said. */
export class SongBody {
  @TextField('Title', { optional: true, minLength: 1, maxLength: 1_000, example: 'Moonlight' })
  title?: string;

  @TextsField('Singers', { ...TEXTS, maxItems: 20, example: ['Teresa Teng'] })
  singers?: string[];

  @IntegerField('Length in seconds', { optional: true, minimum: 1, maximum: 86_400, example: 215 })
  seconds?: number;

  @TextsField('Genres', { ...TEXTS, example: ['pop'] })
  genres?: string[];

  @TextField('Language', { optional: true, minLength: 1, maxLength: 60, example: 'zh' })
  language?: string;

  @DayField('Day of the release', { optional: true, example: '2017-05-05' })
  released?: string;

  @TextsField('Tags', { ...TEXTS, example: ['ballad'] })
  tags?: string[];

  @BooleanField('Whether it is explicit', { optional: true, example: false })
  explicit?: boolean;

  @DayField('First day (UTC) on which it may be in lists', { optional: true, example: '2017-05-05' })
  availableFrom?: string;

  @DayField('Last day (UTC) on which it may be in lists', { optional: true, example: '2099-12-31' })
  availableTo?: string;

  @TextsField('Regions in whose lists alone it may be', { ...TEXTS, example: ['TW', 'HK'] })
  regions?: string[];

  @MapField('Values of declared properties by their names', true, {
    optional: true,
    example: {},
  })
  properties?: Record<string, unknown>;
}

export class DeclaredPropertyDto {
  @TextField('Name', NAME)
  name: string;

  @EnumField('What its values are', PROPERTY_TYPES, { example: 'texts' })
  type: PropertyType;
}

export class DeclaredPropertiesDto {
  @ObjectsField(() => DeclaredPropertyDto, 'Properties of songs, beside those that every song may have', {
    maxItems: 20,
    example: [{ name: 'mood', type: 'texts' }],
  })
  properties: DeclaredPropertyDto[];
}

class SongPropertyDto {
  @TextField('Name', { example: 'genres' })
  name: string;

  @ApiProperty({
    description: 'Its value',
    oneOf: [
      { type: 'number' },
      { type: 'string' },
      { type: 'boolean' },
      { type: 'array', items: { type: 'string' } },
    ],
    example: ['pop'],
  })
  value: Exclude<PropertyValue, null>;

  @EnumField(
    'call: `PUT /songs/:songId`. file: a load with a mapping of `kind: song`. log: what play logs say',
    SOURCES,
    { example: 'call' },
  )
  source: Source;
}

export class SongDto {
  @IdField('song', 'Song id', { example: '6468891' })
  songId: string;

  @CountField('Plays and downloads that are stored', { example: 1204 })
  events: number;

  @ObjectsField(() => SongPropertyDto, 'What is known, each from the strongest source that says it')
  properties: SongPropertyDto[];

  @TimeField('When a call or a file last said something else; null: never', {
    nullable: true,
    example: '2017-05-05T10:00:00.000Z',
  })
  updatedAt: string | null;
}
