import {
  BooleanField,
  CountField,
  DayField,
  EnumField,
  IdField,
  MapField,
  ObjectsField,
  TextField,
} from '#common';
import { FACT_TYPES } from '#common/facts';
import type { FactType } from '#common/facts';
import { ApiProperty } from '@nestjs/swagger';

const NAME = {
  maxLength: 40,
  pattern: { regex: /^[a-z][a-z0-9_]*$/, meaning: 'small letters, digits and _, a letter first' },
  example: 'plan',
} as const;

export class FactParams {
  @TextField('Name of the fact, for programs', NAME)
  fact: string;
}

export class FactBody {
  @EnumField('What its values are', FACT_TYPES, { example: 'text' })
  type: FactType;

  @TextField('What people call it, as reasons begin', { minLength: 1, maxLength: 60, example: 'Plan' })
  label: string;

  @BooleanField('False: no model learns from it', { default: true })
  forModels: boolean;
}

export class FactDto extends FactBody {
  @TextField('Name', NAME)
  name: string;
}

class CoveredFactDto extends FactDto {
  @CountField('Users of whom a value is stored', { example: 41_200 })
  users: number;

  @CountField('Changes of all of them', { example: 58_031 })
  changes: number;

  @DayField('Day of the first change', { nullable: true, example: '2017-03-30' })
  firstDay: string | null;

  @DayField('Day of the last change', { nullable: true, example: '2017-05-12' })
  lastDay: string | null;
}

export class FactsDto {
  @ObjectsField(() => CoveredFactDto, 'By name')
  facts: CoveredFactDto[];
}

export class UserFactsBody {
  @DayField('The day from which on the values hold', { example: '2017-05-02' })
  day: string;

  @MapField('Values by the names of facts; null: not known any more', true, {
    example: { plan: 'premium', price: 9.99, trial: false, renewal: '2017-06-02' },
  })
  facts: Record<string, unknown>;
}

export class StoredFactsDto {
  @IdField('user', 'User id', { example: '168550892' })
  userId: string;

  @CountField('Values that differ from those that held on the day', { example: 2 })
  changed: number;
}

class FactChangeDto {
  @TextField('Name of the fact', { example: 'plan' })
  fact: string;

  @TextField('What people call it', { example: 'Plan' })
  label: string;

  @DayField('From which day on', { example: '2017-05-02' })
  day: string;

  @ApiProperty({
    description: 'A number, a text, true or false, a day as YYYY-MM-DD; null: not known',
    anyOf: [{ type: 'number', nullable: true }, { type: 'string' }, { type: 'boolean' }],
    example: 'premium',
  })
  value: string | number | boolean | null;
}

export class UserFactsDto {
  @IdField('user', 'User id', { example: '168550892' })
  userId: string;

  @ObjectsField(() => FactChangeDto, 'The newest 1,000, newest first')
  changes: FactChangeDto[];
}
