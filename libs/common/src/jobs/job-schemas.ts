import type { OpenAPIObject } from '@nestjs/swagger';
import type { ClassOf } from '../fields/field.js';
import { JobDto } from './job.dto.js';

/** A kind of job as far as its callers see it. */
export interface JobKind {
  readonly kind: string;
  /** What {@link JobDto.input} is; any object when it is not given. */
  readonly input?: ClassOf;
  /** What {@link JobDto.result} is; any object when it is not given. */
  readonly result?: ClassOf;
}

type Schemas = NonNullable<NonNullable<OpenAPIObject['components']>['schemas']>;
type Schema = Exclude<Schemas[string], { $ref: string }>;

/** The classes of what jobs take and give, whose schemas a document needs. */
export function modelsOf(kinds: readonly JobKind[]): ClassOf[] {
  return kinds.flatMap(({ input, result }) => [input, result]).filter((type) => type !== undefined);
}

/** Makes the schema of a job one of those of the service's kinds, with `kind` as discriminator. */
export function describeJobKinds(document: OpenAPIObject, kinds: readonly JobKind[]): void {
  const schemas = document.components!.schemas!;
  const common = schemas[JobDto.name] as Schema | undefined;
  if (common === undefined || kinds.length === 0) return;
  const references = kinds.map((kind) => {
    const name = schemaNameOf(kind);
    schemas[name] = schemaOf(kind, common);
    return { kind: kind.kind, $ref: referenceTo(name) };
  });
  schemas[JobDto.name] = {
    oneOf: references.map(({ $ref }) => ({ $ref })),
    discriminator: {
      propertyName: 'kind',
      mapping: Object.fromEntries(references.map(({ kind, $ref }) => [kind, $ref])),
    },
  };
}

/** `churn.retrain` is a ChurnRetrainJob. */
function schemaNameOf({ kind }: JobKind): string {
  const words = kind.split(/[^a-zA-Z0-9]+/).map((word) => word.slice(0, 1).toUpperCase() + word.slice(1));
  return `${words.join('')}Job`;
}

function schemaOf({ kind, input, result }: JobKind, common: Schema): Schema {
  const members = common.properties as Record<string, Schema>;
  return {
    ...common,
    properties: {
      ...members,
      kind: { type: 'string', enum: [kind], description: members['kind']!.description!, example: kind },
      ...(input === undefined ? {} : { input: typed(members['input']!, input) }),
      ...(result === undefined ? {} : { result: typed(members['result']!, result) }),
    },
  };
}

/** References have no other members in OpenAPI 3.0. */
function typed({ description, nullable }: Schema, type: ClassOf): Schema {
  const schema: Schema = { description: description!, allOf: [{ $ref: referenceTo(type.name) }] };
  return nullable === true ? { ...schema, type: 'object', nullable } : schema;
}

function referenceTo(name: string): string {
  return `#/components/schemas/${name}`;
}
