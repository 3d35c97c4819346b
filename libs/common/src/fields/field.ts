import { applyDecorators } from '@nestjs/common';
import { ApiProperty, IntersectionType } from '@nestjs/swagger';
import type { ApiPropertyOptions } from '@nestjs/swagger';
import { IsOptional, registerDecorator } from 'class-validator';
import type { IdKind } from '../outer-ids/internal-id.js';

/** A class, as decorators and pipes get it. */
export type ClassOf<T extends object = object> = abstract new () => T;

/** How a property is read: what its documentation and its class-validator rules do not say. */
export interface FieldReading {
  /** May be left out. Null is refused, so that it is never read as a zero. */
  readonly optional: boolean;
  /** The value of a member that was left out. */
  readonly default?: unknown;
  /**
   * The value that a query or path parameter means; a text that means none is returned and fails the rules.
   */
  readonly fromText: (text: string) => unknown;
  readonly list?: { readonly maxItems: number };
  /** Whose id the value is, or each entry of the list, where ids may be texts. */
  readonly idOf?: IdKind;
  /** The class of the value, or of the entries of the list, where these are objects. */
  readonly objects?: () => ClassOf;
}

/** What every field decorator takes in addition to its description. */
export interface FieldOptions<Value> {
  /** Shown in the documentation; may be left out where a default or an enumeration shows what is meant. */
  example?: Value | null;
  /** Input only: the member may be left out. */
  optional?: boolean;
  /** Input only: what a member that is left out means; makes it optional. */
  default?: Value;
  /** Output only: the value may be null. */
  nullable?: boolean;
}

const FIELDS = Symbol('fields');

/** Fields of a class and of those it extends, by name. */
export function fieldsOf(type: ClassOf): ReadonlyMap<string, FieldReading> {
  return (Reflect.getMetadata(FIELDS, type) as ReadonlyMap<string, FieldReading> | undefined) ?? new Map();
}

/** A class with the members of several, for input and for answers. */
export const JoinedType: typeof IntersectionType = (...types) => {
  const joined = IntersectionType(...types);
  Reflect.defineMetadata(FIELDS, new Map(types.flatMap((type) => [...fieldsOf(type)])), joined);
  return joined;
};

/**
 * The fields of a class with their values: an answer has what is documented and nothing else, whatever it was read
 * from. Classes that it is mapped from (PickType) count as none.
 */
export function answerOf<Answer extends object>(
  type: ClassOf<Answer>,
  value: Answer,
): Pick<Answer, keyof Answer> {
  const names = [...fieldsOf(type).keys()] as (keyof Answer)[];
  return Object.fromEntries(names.map((name) => [name, value[name]])) as Answer;
}

/** A property by its documentation (OpenAPI schema), its class-validator rules and how it is read. */
export function field<Value>(
  description: string,
  schema: ApiPropertyOptions,
  options: FieldOptions<Value>,
  rules: PropertyDecorator[],
  reading: Pick<FieldReading, 'fromText' | 'list' | 'idOf' | 'objects'> = { fromText: (text) => text },
): PropertyDecorator {
  const optional = options.optional === true || options.default !== undefined;
  const remember: PropertyDecorator = (target, name) => {
    const type = target.constructor as ClassOf;
    const known = new Map(fieldsOf(type)).set(String(name), {
      optional,
      ...(options.default === undefined ? {} : { default: options.default }),
      ...reading,
    });
    Reflect.defineMetadata(FIELDS, known, type);
  };
  return applyDecorators(
    remember,
    ApiProperty({
      description,
      required: !optional,
      ...(options.example === undefined ? {} : { example: options.example }),
      ...(options.default === undefined ? {} : { default: options.default }),
      ...(options.nullable === true ? { nullable: true } : {}),
      ...schema,
    } as ApiPropertyOptions),
    ...(optional ? [IsOptional()] : []),
    ...rules,
  );
}

/**
 * A class-validator rule by a predicate.
 * @param meaning ends the sentence "limit must be …"
 * @param each whether the rule is for every entry of a list
 */
export function rule(
  name: string,
  validate: (value: unknown) => boolean,
  meaning: string,
  each = false,
): PropertyDecorator {
  return (target, property) =>
    registerDecorator({
      name,
      target: target.constructor,
      propertyName: String(property),
      options: { each, message: `${each ? 'each entry of ' : ''}$property must be ${meaning}` },
      validator: { validate },
    });
}
