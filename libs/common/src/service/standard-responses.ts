import { OPEN_ENTRIES } from '../fields/composed-fields.js';
import { ID_FORMATS } from '../fields/entity-id.js';
import type { OpenAPIObject } from '@nestjs/swagger';

const PROBLEM = '#/components/schemas/ProblemDto';

export interface Schema {
  $ref?: string;
  type?: string;
  pattern?: string;
  format?: string;
  enum?: unknown[];
  allOf?: Schema[];
  items?: Schema;
  properties?: Record<string, Schema>;
  required?: string[];
  additionalProperties?: boolean | Schema;
  [OPEN_ENTRIES]?: boolean;
}

interface Content {
  schema?: Schema;
}

export interface Operation {
  tags?: string[];
  security?: object[];
  parameters?: { in: string; schema?: Schema; style?: string; explode?: boolean }[];
  requestBody?: { content: Record<string, Content>; required?: boolean };
  responses: Record<string, { $ref?: string; description?: string; content?: Record<string, Content> }>;
}

/** Refusals that follow from what an operation takes, by status: decided here once instead of at each handler. */
const STANDARD: Record<number, { description: string; occurs: (operation: Operation) => boolean }> = {
  400: {
    description: 'The request is malformed; `detail` and `errors` say what is wrong with which member.',
    occurs: ({ parameters = [], requestBody }) => parameters.length > 0 || requestBody !== undefined,
  },
  401: {
    description: '`key_missing`, `key_wrong`, `key_expired`, `key_revoked`: send a key that is known.',
    occurs: hasKey,
  },
  403: {
    description: '`admin_key_needed`, `read_key_needed`, `write_key_needed`: this key may not do that.',
    occurs: hasKey,
  },
  408: { description: '`request_timeout`: the body did not arrive in time.', occurs: hasBody },
  413: { description: 'The body is larger than it may be.', occurs: hasBody },
  415: { description: 'The body is of another media type than those taken.', occurs: hasJsonBody },
  429: {
    description:
      '`rate_limited`: too many requests with this key; `exports_busy`: too many exports; `Retry-After` says when to go on.',
    occurs: hasKey,
  },
  431: {
    description: '`headers_too_large`: the request line and the headers are larger than 16 KiB together.',
    occurs: () => true,
  },
  503: {
    description:
      'The database cannot be reached or the service is overloaded; try again after `Retry-After`.',
    occurs: hasKey,
  },
};

function hasKey({ security = [] }: Operation): boolean {
  return security.length > 0;
}

function hasBody({ requestBody }: Operation): boolean {
  return requestBody !== undefined;
}

function hasJsonBody({ requestBody }: Operation): boolean {
  return requestBody?.content['application/json'] !== undefined;
}

function operationsOf({ paths }: OpenAPIObject): Operation[] {
  return Object.values(paths).flatMap((methods) => Object.values(methods) as Operation[]);
}

/** Adds the standard refusals where a handler does not describe its own, each defined once in the document. */
export function addStandardResponses(document: OpenAPIObject): void {
  const defined = (document.components!.responses ??= {});
  const content = { 'application/problem+json': { schema: { $ref: PROBLEM } } };
  for (const [status, { description, occurs }] of Object.entries(STANDARD)) {
    const name = `Problem${status}`;
    defined[name] = { description, content };
    for (const operation of operationsOf(document)) {
      if (occurs(operation)) operation.responses[status] ??= { $ref: `#/components/responses/${name}` };
    }
  }
}

/** All operations but those of health take a key; those without a tag are named by their path. */
export function addKeysAndTags({ paths, tags = [] }: OpenAPIObject): void {
  for (const [path, methods] of Object.entries(paths)) {
    for (const operation of Object.values(methods) as Operation[]) {
      if (!operation.tags?.length) operation.tags = [path.startsWith('/admin/') ? 'admin' : tags[0]!.name];
      operation.security = path.startsWith('/health/') ? [] : [{ key: [] }];
    }
  }
}

/** Decorators know one media type an operation; problem documents have their own (RFC 9457, section 3). */
export function giveProblemsTheirType(document: OpenAPIObject): void {
  for (const response of operationsOf(document).flatMap(({ responses }) => Object.values(responses))) {
    const problem = Object.values(response.content ?? {}).find(({ schema }) => schema?.$ref === PROBLEM);
    if (problem !== undefined) response.content = { 'application/problem+json': problem };
  }
}

/**
 * Bodies with members that are not described are refused, and so are texts with NUL, in parameters too; a
 * body that needs none of its members may be left out.
 */
export function closeBodies(document: OpenAPIObject): void {
  const schemas = document.components!.schemas as Record<string, Schema>;
  for (const { parameters = [], requestBody } of operationsOf(document)) {
    for (const parameter of parameters) close(parameter.schema ?? {}, schemas);
    const schema = requestBody?.content['application/json']?.schema;
    if (requestBody === undefined || schema === undefined) continue;
    const closed = close(schema, schemas);
    if (closed !== null && (closed.required ?? []).length === 0) requestBody.required = false;
  }
}

/** PostgreSQL stores no NUL, so no text that is sent may hold one. */
const WITHOUT_NUL = '^[^\\u0000]*$';

/** Closes a schema and those of its members, and answers what it refers to. */
function close(schema: Schema, schemas: Record<string, Schema>): Schema | null {
  if (schema[OPEN_ENTRIES] === true) {
    Reflect.deleteProperty(schema, OPEN_ENTRIES);
    return null;
  }
  const { type, pattern, format } = schema;
  if (type === 'string' && pattern === undefined && format === undefined && schema.enum === undefined) {
    schema.pattern = WITHOUT_NUL;
  }
  const parts = [...(schema.allOf ?? []), ...(schema.items === undefined ? [] : [schema.items])];
  for (const part of parts) close(part, schemas);
  if (schema.$ref === undefined) return null;
  const referred = schemas[schema.$ref.split('/').at(-1)!]!;
  if (referred.additionalProperties !== false) {
    referred.additionalProperties = false;
    for (const member of Object.values(referred.properties ?? {})) close(member, schemas);
  }
  return referred;
}

/** Lists in a query are written by comma; a parameter of ids, which may hold one, is repeated. */
export function writeListsByComma(document: OpenAPIObject): void {
  for (const parameter of operationsOf(document).flatMap(({ parameters = [] }) => parameters)) {
    if (parameter.in !== 'query' || parameter.schema?.type !== 'array') continue;
    parameter.style = 'form';
    parameter.explode = (parameter.schema.items?.format ?? '') in ID_FORMATS;
  }
}
