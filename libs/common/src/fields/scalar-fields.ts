import { IsBoolean, IsIn, IsInt, IsNumber, Matches, Max, MaxLength, Min, MinLength } from 'class-validator';
import { isCalendarDay, isTime } from '../calendar/days.js';
import { ENTITY_ID_MEANING, idSchema, isEntityId } from './entity-id.js';
import type { IdOwner } from './entity-id.js';
import { field, rule } from './field.js';
import type { FieldOptions } from './field.js';

interface Range {
  minimum?: number;
  maximum?: number;
}

interface TextRange {
  minLength?: number;
  maxLength?: number;
  /** Input only; `meaning` ends the sentence "name must be …". */
  pattern?: { regex: RegExp; meaning: string };
}

const NUMBER = /^-?\d+(\.\d+)?([eE][+-]?\d+)?$/;
/** The number that a text means; the text itself where it means none. */
export const numberFromText = (text: string): unknown => (NUMBER.test(text) ? Number(text) : text);

function inRange({ minimum, maximum }: Range): string {
  if (minimum !== undefined && maximum !== undefined) return ` from ${minimum} to ${maximum}`;
  if (minimum !== undefined) return ` of at least ${minimum}`;
  return maximum === undefined ? '' : ` of at most ${maximum}`;
}

function rangeRules({ minimum, maximum }: Range, message: string): PropertyDecorator[] {
  return [
    ...(minimum === undefined ? [] : [Min(minimum, { message })]),
    ...(maximum === undefined ? [] : [Max(maximum, { message })]),
  ];
}

/** A whole number. Input needs a maximum, or what is stored from it may not fit. */
export function IntegerField(description: string, options: FieldOptions<number> & Range = {}) {
  const { minimum, maximum } = options;
  const message = `$property must be a whole number${inRange(options)}`;
  return field(
    description,
    { type: 'integer', minimum, maximum },
    options,
    [IsInt({ message }), ...rangeRules({ minimum, maximum: maximum ?? Number.MAX_SAFE_INTEGER }, message)],
    { fromText: numberFromText },
  );
}

/** How many of something: a whole number from 0 on. Output, or input with a maximum. */
export function CountField(description: string, options: FieldOptions<number> & { maximum?: number } = {}) {
  return IntegerField(description, { minimum: 0, ...options });
}

/** A share of a whole or a probability, 0 to 1. */
export function ShareField(description: string, options: FieldOptions<number> = {}) {
  return NumberField(description, { minimum: 0, maximum: 1, ...options });
}

/** A number that is finite. */
export function NumberField(description: string, options: FieldOptions<number> & Range = {}) {
  const { minimum, maximum } = options;
  const message = `$property must be a number${inRange(options)}`;
  return field(
    description,
    { type: 'number', minimum, maximum },
    options,
    [IsNumber({}, { message }), ...rangeRules(options, message)],
    { fromText: numberFromText },
  );
}

export function BooleanField(description: string, options: FieldOptions<boolean> = {}) {
  const read: Record<string, boolean> = { true: true, false: false };
  return field(
    description,
    { type: 'boolean' },
    options,
    [IsBoolean({ message: '$property must be true or false' })],
    { fromText: (text) => read[text] ?? text },
  );
}

/** One of a few texts. */
export function EnumField<Value extends string>(
  description: string,
  values: readonly Value[],
  options: FieldOptions<Value> = {},
) {
  return field(
    description,
    {
      type: 'string',
      enum: options.nullable === true ? [...values, null] : [...values],
    },
    options,
    [
      IsIn(values, {
        message: `$property must be ${values.length > 1 ? 'one of ' : ''}${values.join(', ')}`,
      }),
    ],
  );
}

/** A text that PostgreSQL can store: without NUL, and without half a surrogate pair. */
export function TextField(description: string, options: FieldOptions<string> & TextRange = {}) {
  const { minLength, maxLength, pattern } = options;
  return field(
    description,
    { type: 'string', minLength, maxLength, pattern: pattern?.regex.source },
    options,
    [
      rule('isStorable', isStorable, 'a text without NUL and without half characters'),
      ...(minLength === undefined
        ? []
        : [MinLength(minLength, { message: `$property must have at least ${minLength} characters` })]),
      ...(maxLength === undefined
        ? []
        : [MaxLength(maxLength, { message: `$property must have at most ${maxLength} characters` })]),
      ...(pattern === undefined
        ? []
        : [Matches(pattern.regex, { message: `$property must be ${pattern.meaning}` })]),
    ],
  );
}

/** Whether PostgreSQL can store it as a text. */
export function isStorable(value: unknown): boolean {
  return typeof value === 'string' && !value.includes('\0') && value.isWellFormed();
}

/** An id: as input the internal one, whatever the caller's ids are; as output it becomes the caller's. */
export function IdField(of: IdOwner, description: string, options: FieldOptions<string> = {}) {
  return field(description, idSchema(of), options, [rule('isEntityId', isEntityId, ENTITY_ID_MEANING)], {
    fromText: (text) => text,
    ...(of === 'singer' ? {} : { idOf: of }),
  });
}

/** A day as YYYY-MM-DD. */
export function DayField(description: string, options: FieldOptions<string> = {}) {
  return field(description, { type: 'string', format: 'date' }, options, [
    rule('isCalendarDay', isCalendarDay, 'a day as YYYY-MM-DD'),
  ]);
}

/** A time as RFC 3339 writes it. */
export function TimeField(description: string, options: FieldOptions<string> = {}) {
  return field(description, { type: 'string', format: 'date-time' }, options, [
    rule('isTime', isTime, 'a time with its offset, such as 2026-11-24T15:00:00Z'),
  ]);
}

const UUID = /^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$/i;

export function UuidField(description: string, options: FieldOptions<string> = {}) {
  return field(description, { type: 'string', format: 'uuid' }, options, [
    Matches(UUID, { message: '$property must be a UUID' }),
  ]);
}
