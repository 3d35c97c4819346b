import type { ApiPropertyOptions } from '@nestjs/swagger';
import { ArrayMinSize, IsArray, IsIn, IsObject } from 'class-validator';
import { ENTITY_ID_MEANING, idSchema, isEntityId } from './entity-id.js';
import type { IdOwner } from './entity-id.js';
import type { IdKind } from '../outer-ids/internal-id.js';
import { field, rule } from './field.js';
import type { ClassOf, FieldOptions } from './field.js';
import { isStorable, numberFromText } from './scalar-fields.js';

interface ListOptions extends FieldOptions<unknown[]> {
  minItems?: number;
  /** Input needs one: a longer list is refused before its items are looked at. */
  maxItems?: number;
}

function listField(
  description: string,
  schema: ApiPropertyOptions,
  options: ListOptions,
  rules: PropertyDecorator[],
  {
    objects,
    idOf,
    entryFromText = (text) => text,
  }: { objects?: () => ClassOf; idOf?: IdKind; entryFromText?: (text: string) => unknown } = {},
): PropertyDecorator {
  const { minItems, maxItems } = options;
  const few = `$property must hold at least ${minItems} ${minItems === 1 ? 'entry' : 'entries'}`;
  return field(
    description,
    { ...schema, minItems, maxItems },
    options,
    [
      IsArray({ message: '$property must be a list' }),
      ...(minItems === undefined ? [] : [ArrayMinSize(minItems, { message: few })]),
      ...rules,
    ],
    {
      fromText: (text) => text.split(',').map(entryFromText),
      list: { maxItems: maxItems ?? Infinity },
      ...(objects === undefined ? {} : { objects }),
      ...(idOf === undefined ? {} : { idOf }),
    },
  );
}

/**
 * A list of ids, as {@link IdField}. A query parameter is repeated for each; several may also be in one, by
 * comma: whole numbers, and texts whose parts are known ids while the whole is none.
 */
export function IdListField(of: IdOwner, description: string, options: ListOptions = {}) {
  return listField(
    description,
    { type: 'array', items: idSchema(of) },
    options,
    [rule('isEntityId', isEntityId, ENTITY_ID_MEANING, true)],
    of === 'singer' ? {} : { idOf: of },
  );
}

/** A list of whole numbers; as a query parameter by comma, or repeated. */
export function IntegersField(
  description: string,
  { minimum, maximum, ...options }: ListOptions & { minimum: number; maximum: number },
) {
  const meaning = `a whole number from ${minimum} to ${maximum}`;
  const isOne = (value: unknown) =>
    typeof value === 'number' && Number.isInteger(value) && value >= minimum && value <= maximum;
  return listField(
    description,
    { type: 'array', items: { type: 'integer', minimum, maximum } },
    options,
    [rule('isIntegerWithin', isOne, meaning, true)],
    { entryFromText: numberFromText },
  );
}

/** A list of numbers, of whole numbers, of texts, or of some of a few texts. Output, or input of texts. */
export function ValuesField(
  description: string,
  items: 'number' | 'integer' | 'string' | readonly string[],
  options: ListOptions & { /** Output only: entries may be null. */ nullableItems?: boolean } = {},
) {
  const type = typeof items === 'string' ? { type: items } : { type: 'string', enum: [...items] };
  const schema = options.nullableItems === true ? { ...type, nullable: true } : type;
  const rules =
    typeof items === 'string'
      ? []
      : [IsIn(items, { each: true, message: `each entry of $property must be one of ${items.join(', ')}` })];
  return listField(description, { type: 'array', items: schema }, options, rules);
}

/** A list of texts as {@link TextField} takes one, none empty; as a query parameter by comma, or repeated. */
export function TextsField(
  description: string,
  { maxLength, ...options }: ListOptions & { maxLength: number },
) {
  const isOne = (value: unknown) =>
    isStorable(value) && (value as string).length > 0 && (value as string).length <= maxLength;
  const meaning = `a text of 1 to ${maxLength} characters without NUL and without half characters`;
  return listField(
    description,
    { type: 'array', items: { type: 'string', minLength: 1, maxLength } },
    options,
    [rule('isText', isOne, meaning, true)],
  );
}

/** A list of objects of one class. */
export function ObjectsField(type: () => ClassOf, description: string, options: ListOptions = {}) {
  return listField(
    description,
    { type: () => [type()] },
    options,
    [IsObject({ each: true, message: 'each entry of $property must be an object' })],
    { objects: type },
  );
}

/** In the API document, until it is complete: a list whose entries may be anything. */
export const OPEN_ENTRIES = 'x-open-entries';

/**
 * A list of objects that the handler reads itself, each as it was sent, so that an error concerns one entry.
 */
export function RawObjectsField(type: () => ClassOf, description: string, options: ListOptions = {}) {
  return listField(
    description,
    { type: () => [type()], [OPEN_ENTRIES]: true } as ApiPropertyOptions,
    options,
    [],
  );
}

/** One object of a class. */
export function ObjectField(type: () => ClassOf, description: string, options: FieldOptions<object> = {}) {
  // The documentation takes a function for one that names a class by its own name, "type", alone.
  const schema = { type: () => type() };
  return field(description, schema, options, [IsObject({ message: '$property must be an object' })], {
    fromText: (text) => text,
    objects: type,
  });
}

/**
 * An object whose members have no fixed names; each has the given schema, `true`: any. As input its members
 * are not checked.
 */
export function MapField(
  description: string,
  values: 'integer' | 'number' | 'number or null' | 'string' | true,
  options: FieldOptions<object> = {},
) {
  const additionalProperties =
    values === true
      ? true
      : values === 'number or null'
        ? { type: 'number', nullable: true }
        : { type: values };
  const rules = [IsObject({ message: '$property must be an object' })];
  return field(description, { type: 'object', additionalProperties }, options, rules);
}
