import { Field, UserIdParams } from '#common';
import { FACT_TYPES } from '#common/facts';
import type { FactType } from '#common/facts';
import { ApiProperty } from '@nestjs/swagger';

const NAME = {
  maxLength: 40,
  pattern: { regex: /^[a-z][a-z0-9_]*$/, meaning: 'small letters, digits and _, a letter first' },
  example: 'plan',
} as const;

export class FactParams {
  @Field.text('Name of the fact, for programs', NAME)
  fact: string;
}

export class FactBody {
  @Field.enum('What its values are', FACT_TYPES, { example: 'text' })
  type: FactType;

  @Field.text('What people call it, as reasons begin', { minLength: 1, maxLength: 60, example: 'Plan' })
  label: string;

  @Field.boolean('False: no model learns from it', { default: true })
  forModels: boolean;
}

export class FactDto extends FactBody {
  @Field.text('Name', NAME)
  name: string;
}

class CoveredFactDto extends FactDto {
  @Field.count('Users of whom a value is stored', { example: 41_200 })
  users: number;

  @Field.count('Changes of all of them', { example: 58_031 })
  changes: number;

  @Field.day('Day of the first change', { nullable: true, example: '2017-03-30' })
  firstDay: string | null;

  @Field.day('Day of the last change', { nullable: true, example: '2017-05-12' })
  lastDay: string | null;
}

export class FactsDto {
  @Field.objects(() => CoveredFactDto, 'By name')
  facts: CoveredFactDto[];
}

export class UserFactsBody {
  @Field.day('The day from which on the values hold', { example: '2017-05-02' })
  day: string;

  @Field.map('Values by the names of facts; null: not known any more', true, {
    example: { plan: 'premium', price: 9.99, trial: false, renewal: '2017-06-02' },
  })
  facts: Record<string, unknown>;
}

export class StoredFactsDto extends UserIdParams {
  @Field.count('Values that differ from those that held on the day', { example: 2 })
  changed: number;
}

class FactChangeDto {
  @Field.text('Name of the fact', { example: 'plan' })
  fact: string;

  @Field.text('What people call it', { example: 'Plan' })
  label: string;

  @Field.day('From which day on', { example: '2017-05-02' })
  day: string;

  @ApiProperty({
    description: 'A number, a text, true or false, a day as YYYY-MM-DD; null: not known',
    anyOf: [{ type: 'number', nullable: true }, { type: 'string' }, { type: 'boolean' }],
    example: 'premium',
  })
  value: string | number | boolean | null;
}

export class UserFactsDto extends UserIdParams {
  @Field.objects(() => FactChangeDto, 'The newest 1,000, newest first')
  changes: FactChangeDto[];
}
