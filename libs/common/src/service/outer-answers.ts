import type { OpenAPIObject } from '@nestjs/swagger';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { ID_FORMATS } from '../fields/entity-id.js';
import type { IdKind } from '../outer-ids/internal-id.js';
import type { OuterIds } from '../outer-ids/outer-ids.js';
import type { Operation, Schema } from './standard-responses.js';

/** Where ids are in a value. */
interface IdPlaces {
  id?: IdKind;
  entries?: IdPlaces;
  members?: [string, IdPlaces][];
}

/** An id that was found, in the object or list that holds it. */
interface FoundId {
  kind: IdKind;
  holder: Record<string, unknown>;
  name: string;
}

/**
 * In a database of text ids, writes the texts of users and songs into JSON answers, in place of the internal
 * ids that handlers return. The API document says which members are ids.
 * @param describe the document of the service; called once, by the first such answer
 */
export function answerWithOuterIds(
  fastify: FastifyInstance,
  ids: OuterIds,
  describe: () => OpenAPIObject,
): void {
  let places: Map<string, IdPlaces> | null = null;
  fastify.addHook('onSend', (request, reply, payload, done) => {
    if (ids.knownForm !== 'text' || reply.statusCode >= 300) {
      done(null, payload);
      return;
    }
    places ??= placesByRoute(describe());
    const ofAnswer = places.get(routeOf(request));
    const isJson = /\bjson\b/.test(String(reply.getHeader('content-type')));
    if (ofAnswer === undefined || !isJson) done(null, payload);
    else
      textOf(payload)
        .then((json) => withOuterIds(json, ofAnswer, ids))
        .then((json) => {
          done(null, json);
        }, done);
  });
}

function routeOf({ method, routeOptions }: FastifyRequest): string {
  const verb = method === 'HEAD' ? 'get' : method.toLowerCase();
  return `${verb} ${(routeOptions.url ?? '').replace(/:(\w+)/g, '{$1}')}`;
}

async function textOf(payload: unknown): Promise<string> {
  if (payload instanceof Readable) return await text(payload);
  return payload instanceof Buffer ? payload.toString() : String(payload);
}

async function withOuterIds(json: string, places: IdPlaces, ids: OuterIds): Promise<string> {
  if (json === '') return json;
  const answer: unknown = JSON.parse(json);
  const found: FoundId[] = [];
  find({ answer }, 'answer', places, found);
  const byKind = Map.groupBy(found, ({ kind }) => kind);
  for (const [kind, some] of byKind) {
    const shown = await ids.shown(
      kind,
      some.map(({ holder, name }) => holder[name] as string),
    );
    for (const { holder, name } of some) holder[name] = shown(holder[name] as string);
  }
  return JSON.stringify(answer);
}

function find(holder: Record<string, unknown>, name: string, places: IdPlaces, found: FoundId[]): void {
  const value = holder[name];
  if (places.id !== undefined && typeof value === 'string') found.push({ kind: places.id, holder, name });
  if (typeof value !== 'object' || value === null) return;
  const inner = value as Record<string, unknown>;
  if (places.entries !== undefined)
    for (const entry of Object.keys(inner)) find(inner, entry, places.entries, found);
  for (const [member, ofMember] of places.members ?? []) find(inner, member, ofMember, found);
}

/** Of the routes whose answers hold ids, by method and path as the document writes them. */
function placesByRoute(document: OpenAPIObject): Map<string, IdPlaces> {
  const schemas = document.components?.schemas as Record<string, Schema>;
  const found = new Map<string, IdPlaces>();
  for (const [path, methods] of Object.entries(document.paths)) {
    for (const [method, operation] of Object.entries(methods) as [string, Operation][]) {
      for (const [status, { content }] of Object.entries(operation.responses)) {
        const schema = content?.['application/json']?.schema;
        const places = status.startsWith('2') && schema !== undefined ? placesOf(schema, schemas) : null;
        if (places !== null) found.set(`${method} ${path}`, places);
      }
    }
  }
  return found;
}

/** Null where a value of the schema holds no id. @param above schemas that this one is in */
function placesOf(schema: Schema, schemas: Record<string, Schema>, above: string[] = []): IdPlaces | null {
  const { $ref, format = '', allOf, items, properties } = schema;
  const referred = $ref?.split('/').at(-1);
  if (referred !== undefined)
    return above.includes(referred) ? null : placesOf(schemas[referred]!, schemas, [...above, referred]);
  if (allOf !== undefined) return placesOf(allOf[0]!, schemas, above);
  if (format in ID_FORMATS) return { id: ID_FORMATS[format as keyof typeof ID_FORMATS] };
  const entries = items === undefined ? null : placesOf(items, schemas, above);
  const members = Object.entries(properties ?? {}).flatMap(([name, member]): [string, IdPlaces][] => {
    const places = placesOf(member, schemas, above);
    return places === null ? [] : [[name, places]];
  });
  if (entries === null && members.length === 0) return null;
  return { ...(entries === null ? {} : { entries }), members };
}
