import type { OpenAPIObject } from '@nestjs/swagger';
import { drawn, IS_THOROUGH, SEED } from './drawn.js';
import { ConformingAnswers } from './conforming-answers.js';
import type { HttpAnswer } from './conforming-answers.js';
import { DocumentedOperations } from './documented-operations.js';
import type { Operation, Schema } from './documented-operations.js';
import { ODD_TEXTS, wrongTexts, wrongValues } from './hostile-values.js';

/** A request that no client in its senses sends. */
export interface HostileRequest {
  method: string;
  /** Path and query. */
  url: string;
  /** JSON, or something that is none. */
  body?: string;
  /** Against the document, so that it must be refused; otherwise it may be answered, but not by a failure. */
  isWrong: boolean;
}

const LONGEST_REFUSAL = 16_384;
const AT_ONCE = 8;

/**
 * A wrong value and an odd one of each operation that the document names, drawn by the seed: one pipe reads them all
 * (`read-input.spec.ts`). In a thorough run, by `npm run test:faults`, every wrong value of each parameter and member.
 */
export function hostileRequests(document: OpenAPIObject): HostileRequest[] {
  const operations = new DocumentedOperations(document);
  return operations.all.flatMap((operation, at) => {
    const wrong = [
      ...wrongParameters(operation),
      ...(operation.body === null ? [] : wrongBodies(operation, operation.body, operations)),
    ];
    const odd = operation.method === 'GET' ? oddUrls(operation) : [];
    if (IS_THOROUGH) return [...wrong, ...odd];
    return [wrong, odd].flatMap((requests) => drawn(requests, 1, SEED + at));
  });
}

/**
 * Sends them; a line for each that was not answered as documented, or was taken although it is wrong, or was refused at length.
 */
export async function faultsUnder(
  requests: readonly HostileRequest[],
  document: OpenAPIObject,
  send: (request: HostileRequest) => Promise<HttpAnswer>,
): Promise<string[]> {
  const answers = new ConformingAnswers(document);
  const faults: string[] = [];
  const queue = requests.values();
  const sendNext = async (): Promise<void> => {
    for (const request of queue) {
      const { method, url, body = '', isWrong } = request;
      const answer = await send(request);
      const name = `${method} ${url.slice(0, 200)} ${body.slice(0, 300)}`;
      if (isWrong && (answer.status < 400 || answer.status >= 500)) faults.push(`${name}: ${answer.status}`);
      if (answer.status >= 400 && Buffer.byteLength(answer.text) > LONGEST_REFUSAL)
        faults.push(`${name}: ${answer.text.length} characters`);
      faults.push(...answers.faults(method, url, answer).map((fault) => `${name}: ${fault.slice(0, 300)}`));
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, sendNext));
  return faults;
}

/** A URL of the operation as its examples have it, some parameters replaced. Values are written as they are. */
function urlOf({ template, parameters }: Operation, replaced: Record<string, string> = {}): string {
  const valueOf = (name: string, example: unknown): string =>
    replaced[name] ?? encodeURIComponent(String(example));
  let path = template;
  const query: string[] = [];
  for (const { name, in: place, required = false, schema, example } of parameters) {
    const value = valueOf(name, example ?? exampleOf(schema));
    if (place === 'path') path = path.replace(`{${name}}`, value);
    else if (place === 'query' && (required || name in replaced)) query.push(`${name}=${value}`);
  }
  return query.length === 0 ? path : `${path}?${query.join('&')}`;
}

function wrongParameters(operation: Operation): HostileRequest[] {
  const { method, parameters } = operation;
  const request = (url: string): HostileRequest => ({ method, url, isWrong: true });
  return parameters.flatMap(({ name, in: place, schema }) => {
    if (place === 'header') return [];
    // Without a text the path is another one.
    const texts = wrongTexts(schema).filter((text) => place === 'query' || text !== '');
    const requests = texts.map((text) => request(urlOf(operation, { [name]: encodeURIComponent(text) })));
    if (place === 'path') return requests;
    const plain = urlOf(operation);
    const also = (text: string): HostileRequest =>
      request(`${plain}${plain.includes('?') ? '&' : '?'}${text}`);
    return [
      ...requests,
      also(`${name}[a]=1`),
      also('unheard-of=1'),
      also('__proto__=1&constructor=1&toString=1'),
      ...(schema.type === 'array' ? [] : [request(urlOf(operation, { [name]: `1&${name}=2` }))]),
    ];
  });
}

function oddUrls(operation: Operation): HostileRequest[] {
  const urls = operation.parameters.flatMap(({ name, in: place }) =>
    place === 'header' ? [] : ODD_TEXTS.map((text) => urlOf(operation, { [name]: text })),
  );
  const plain = urlOf(operation);
  const many = Array.from({ length: 1_500 }, (_, i) => `p${i}=1`).join('&');
  return [...urls, `${plain}?${'a=1&'.repeat(3_000)}`, `${plain}?${many}`].map((url) => ({
    method: operation.method,
    url,
    isWrong: false,
  }));
}

function wrongBodies(
  operation: Operation,
  schema: Schema,
  operations: DocumentedOperations,
): HostileRequest[] {
  const { method } = operation;
  const url = urlOf(operation);
  const request = (body: string): HostileRequest => ({ method, url, body, isWrong: true });
  const texts = [
    '{',
    '\0',
    '"text"',
    '1',
    '[]',
    `${'['.repeat(5_000)}${']'.repeat(5_000)}`,
    '{"__proto__":{}}',
  ];
  return [...texts.map(request), ...spoiled(schema, operations).map((body) => request(JSON.stringify(body)))];
}

/** The example of a schema with one thing in it wrong, for each thing. */
function spoiled(given: Schema, operations: DocumentedOperations): unknown[] {
  const schema = operations.resolved(given);
  if (schema.type === 'array' && schema.items !== undefined) {
    return [...wrongValues(schema), ...spoiled(schema.items, operations).map((entry) => [entry])];
  }
  if (schema.properties === undefined) return wrongValues(schema);
  const whole = exampleOf(schema, operations) as Record<string, unknown>;
  return [
    ...wrongValues({ type: 'object' }),
    { ...whole, unheardOf: 1 },
    ...(schema.required ?? []).map((name) => ({ ...whole, [name]: undefined })),
    ...Object.entries(schema.properties).flatMap(([name, member]) =>
      spoiled(member, operations).map((value) => ({ ...whole, [name]: value })),
    ),
  ];
}

/** A value that the schema means: its example, or made of the examples of its required members. */
function exampleOf(given: Schema, operations?: DocumentedOperations): unknown {
  const schema = operations?.resolved(given) ?? given;
  const example = schema.example ?? schema.default ?? schema.enum?.[0];
  if (example !== undefined) return example;
  if (schema.type === 'array') return [exampleOf(schema.items ?? {}, operations)];
  if (schema.properties === undefined) return '1';
  return Object.fromEntries(
    (schema.required ?? []).map((name) => [name, exampleOf(schema.properties![name]!, operations)]),
  );
}
