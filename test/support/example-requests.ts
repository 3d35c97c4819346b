import type { OpenAPIObject } from '@nestjs/swagger';
import { DocumentedOperations } from './documented-operations.js';
import type { Operation, Schema } from './documented-operations.js';

export interface ExampleRequest {
  method: string;
  url: string;
  headers: Record<string, string>;
  payload?: string;
}

/**
 * A request for every operation of the document, with the examples of all its parameters and of its body. An operation
 * whose body needs a member without an example is left out.
 */
export function exampleRequests(document: OpenAPIObject): ExampleRequest[] {
  const operations = new DocumentedOperations(document);
  return operations.all.flatMap((operation) => requestOf(operation, operations) ?? []);
}

function requestOf(
  { method, template, parameters, body }: Operation,
  operations: DocumentedOperations,
): ExampleRequest | null {
  let path = template;
  const query = new URLSearchParams();
  const headers: Record<string, string> = {};
  for (const { name, in: place, example, schema } of parameters) {
    const shown = (example ?? exampleOf(schema, operations)) as string | string[] | undefined;
    if (shown === undefined) continue;
    const text = String(shown);
    if (place === 'path') path = path.replace(`{${name}}`, encodeURIComponent(text));
    else if (place === 'query') query.set(name, text);
    else headers[name] = text;
  }
  const url = query.size === 0 ? path : `${path}?${query.toString()}`;
  if (body === null) return { method, url, headers };
  const payload = exampleOf(body, operations) as Record<string, unknown>;
  const { required = [] } = operations.resolved(body);
  if (required.some((name) => payload[name] === undefined)) return null;
  headers['Content-Type'] = 'application/json';
  return { method, url, headers, payload: JSON.stringify(payload) };
}

/** What the document shows of a value; of an object, all members of which it shows any. */
function exampleOf(schema: Schema, operations: DocumentedOperations): unknown {
  const shown = schema.example ?? schema.default ?? schema.enum?.[0];
  if (shown !== undefined) return shown;
  const { items, properties, allOf } = operations.resolved(schema);
  if (items !== undefined) return [exampleOf(items, operations)];
  if (allOf !== undefined) return Object.assign({}, ...allOf.map((part) => exampleOf(part, operations)));
  if (properties === undefined) return undefined;
  const members = Object.entries(properties).map(([name, member]) => [name, exampleOf(member, operations)]);
  return Object.fromEntries(members) as object;
}
