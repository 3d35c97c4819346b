import { Field } from '#common';
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
  @Field.text('Title', { optional: true, minLength: 1, maxLength: 1_000, example: 'Moonlight' })
  title?: string;

  @Field.texts('Singers', { ...TEXTS, maxItems: 20, example: ['Teresa Teng'] })
  singers?: string[];

  @Field.integer('Length in seconds', { optional: true, minimum: 1, maximum: 86_400, example: 215 })
  seconds?: number;

  @Field.texts('Genres', { ...TEXTS, example: ['pop'] })
  genres?: string[];

  @Field.text('Language', { optional: true, minLength: 1, maxLength: 60, example: 'zh' })
  language?: string;

  @Field.day('Day of the release', { optional: true, example: '2017-05-05' })
  released?: string;

  @Field.texts('Tags', { ...TEXTS, example: ['ballad'] })
  tags?: string[];

  @Field.boolean('Whether it is explicit', { optional: true, example: false })
  explicit?: boolean;

  @Field.day('First day (UTC) on which it may be in lists', { optional: true, example: '2017-05-05' })
  availableFrom?: string;

  @Field.day('Last day (UTC) on which it may be in lists', { optional: true, example: '2099-12-31' })
  availableTo?: string;

  @Field.texts('Regions in whose lists alone it may be', { ...TEXTS, example: ['TW', 'HK'] })
  regions?: string[];

  @Field.map('Values of declared properties by their names', true, {
    optional: true,
    example: {},
  })
  properties?: Record<string, unknown>;
}

export class DeclaredPropertyDto {
  @Field.text('Name', NAME)
  name: string;

  @Field.enum('What its values are', PROPERTY_TYPES, { example: 'texts' })
  type: PropertyType;
}

export class DeclaredPropertiesDto {
  @Field.objects(() => DeclaredPropertyDto, 'Properties of songs, beside those that every song may have', {
    maxItems: 20,
    example: [{ name: 'mood', type: 'texts' }],
  })
  properties: DeclaredPropertyDto[];
}

class SongPropertyDto {
  @Field.text('Name', { example: 'genres' })
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

  @Field.enum(
    'call: `PUT /songs/:songId`. file: a load with a mapping of `kind: song`. log: what play logs say',
    SOURCES,
    { example: 'call' },
  )
  source: Source;
}

export class SongDto {
  @Field.id('song', 'Song id', { example: '6468891' })
  songId: string;

  @Field.count('Plays and downloads that are stored', { example: 1204 })
  events: number;

  @Field.objects(() => SongPropertyDto, 'What is known, each from the strongest source that says it')
  properties: SongPropertyDto[];

  @Field.time('When a call or a file last said something else; null: never', {
    nullable: true,
    example: '2017-05-05T10:00:00.000Z',
  })
  updatedAt: string | null;
}
