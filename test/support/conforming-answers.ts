import type { OpenAPIObject } from '@nestjs/swagger';
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import { DocumentedOperations } from './documented-operations.js';
import type { Operation } from './documented-operations.js';

/** An answer as it came over HTTP. */
export interface HttpAnswer {
  status: number;
  headers: Readonly<Record<string, unknown>> | Headers;
  /** The body, decompressed. */
  text: string;
}

const DOCUMENT = 'api';
const PROBLEM = '#/components/schemas/ProblemDto';
/** What any route or none may answer, since the request was refused as a piece of HTTP: not repeated at every operation. */
const REFUSALS_OF_HTTP = [405, 413, 417, 505];

/**
 * Checks answers against the OpenAPI document of their service: the status is documented, the media type and the body are those
 * documented for it. A member that the document does not name is refused, except in problem documents, to which errors add their own.
 */
export class ConformingAnswers {
  private readonly operations: DocumentedOperations;
  private readonly ajv = new Ajv({ strict: false, allErrors: true, validateSchema: false });

  constructor(document: OpenAPIObject) {
    const plain = JSON.parse(JSON.stringify(document)) as OpenAPIObject;
    this.operations = new DocumentedOperations(plain);
    addFormats.default(this.ajv);
    for (const format of ['user-id', 'song-id']) this.ajv.addFormat(format, true);
    this.ajv.addSchema(asJsonSchema(plain, PROBLEM.slice(2).split('/')) as object, DOCUMENT);
  }

  /**
   * @param url path with its query
   * @throws Error that says which request was answered by what, and how that differs from the document
   */
  check(method: string, url: string, answer: HttpAnswer): void {
    const faults = this.faults(method, url, answer);
    if (faults.length === 0) return;
    const shown = answer.text.length > 500 ? `${answer.text.slice(0, 500)}…` : answer.text;
    throw new Error(
      `${method} ${url} was answered otherwise than documented:\n${faults.join('\n')}\n${answer.status} ${shown}`,
    );
  }

  /** What {@link check} would say, in lines. */
  faults(method: string, url: string, answer: HttpAnswer): string[] {
    const path = url.split('?', 1)[0]!;
    const { status } = answer;
    const operation = this.operations.of(method, path);
    const type = mediaTypeOf(answer);
    if (operation === null || REFUSALS_OF_HTTP.includes(status)) {
      if (status < 400) return [`no operation ${method} ${path}`];
      return [...this.typeFaults(type, ['application/problem+json']), ...this.bodyFaults(answer, PROBLEM)];
    }
    const response = operation.responses[status];
    if (response === undefined) {
      return [`status ${status} of ${method} ${operation.template} is not documented`];
    }
    const types = Object.keys(response.content ?? {});
    if (types.length === 0 || method === 'HEAD') return answer.text === '' ? [] : ['the body is not empty'];
    const faults = this.typeFaults(type, types);
    if (faults.length > 0 || !/\bjson$/.test(type)) return faults;
    return this.bodyFaults(answer, referenceTo(operation, status, type, response.content![type]!.schema));
  }

  private typeFaults(type: string, documented: string[]): string[] {
    return documented.includes(type) ? [] : [`media type "${type}" is not ${documented.join(' or ')}`];
  }

  private bodyFaults({ text }: HttpAnswer, reference: string): string[] {
    const validate = this.ajv.getSchema(DOCUMENT + reference);
    if (validate === undefined) throw new Error(`The document has no ${reference}.`);
    if (validate(JSON.parse(text)) === true) return [];
    return (validate.errors ?? []).map(({ instancePath, message, params }) => {
      const { additionalProperty: name, allowedValues: values } = params;
      const extra = (name ?? values) ? `: ${JSON.stringify(name ?? values)}` : '';
      return `${instancePath || 'the body'} ${message}${extra}`;
    });
  }
}

function mediaTypeOf({ headers }: HttpAnswer): string {
  const value = headers instanceof Headers ? headers.get('content-type') : headers['content-type'];
  return typeof value === 'string' ? value.split(';', 1)[0]! : '';
}

/** Where the document has the schema of an answer. */
function referenceTo(
  { method, template }: Operation,
  status: number,
  type: string,
  schema: { $ref?: string } | undefined,
): string {
  if (schema?.$ref !== undefined) return schema.$ref;
  const steps = ['paths', template, method.toLowerCase(), 'responses', status, 'content', type, 'schema'];
  return `#/${steps.map((step) => encodeURIComponent(String(step).replace(/~/g, '~0').replace(/\//g, '~1'))).join('/')}`;
}

/**
 * Schemas of OpenAPI 3.0 as JSON Schema: objects with named members take no others, `nullable` beside a reference is a union.
 * @param open path of the one object that others may extend
 */
function asJsonSchema(value: unknown, open: string[] | null): unknown {
  if (Array.isArray(value)) return value.map((entry) => asJsonSchema(entry, null));
  if (typeof value !== 'object' || value === null) return value;
  const converted: Record<string, unknown> = Object.fromEntries(
    Object.entries(value).map(([name, member]) => [
      name,
      // Values, not schemas.
      ['example', 'default', 'enum'].includes(name) && Array.isArray(member)
        ? member
        : asJsonSchema(member, open?.[0] === name ? open.slice(1) : null),
    ]),
  );
  const isOpen = open?.length === 0;
  if (converted['type'] === 'object' && converted['properties'] !== undefined && !isOpen) {
    converted['additionalProperties'] ??= false;
  }
  // Null of an enumeration stands in it.
  if (converted['nullable'] !== true || converted['enum'] !== undefined) return converted;
  delete converted['nullable'];
  return { anyOf: [converted, { type: 'null' }] };
}
