import { loadSettings, platformSettings } from '#common';
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { churnSettings } from '../../apps/churn-service/src/churn.settings.js';
import { ingestSettings } from '../../apps/ingest-service/src/ingest.settings.js';
import { consoleSettings } from '../../console/server/src/console.settings.js';
import { recommenderSettings } from '../../apps/recommender-service/src/recommender.settings.js';
import { createCommand } from '../../launcher/src/options/command-line.js';
import { code, documentedRows, updateTables } from './document-tables.js';
import type { Table } from './document-tables.js';

interface JsonProperty {
  description?: string;
  enum?: string[];
  type?: string;
  minimum?: number;
  maximum?: number;
  exclusiveMinimum?: number;
  exclusiveMaximum?: number;
}

const DOCUMENT = 'docs/settings.md';
const REQUIRED = { DATABASE_URL: 'postgres://h/d', LOGS_DIR: '/logs' };
const HEAD = ['setting', 'default', 'values', 'meaning'];

/** Rows of the settings whose names pass `keep`, in the order of the schema. */
function settingRows(schema: z.ZodObject, keep: (name: string) => boolean): Table['rows'] {
  const withDefaults: Record<string, unknown> = loadSettings(
    schema,
    isRequired(schema, 'PORT') ? { ...REQUIRED, PORT: '1' } : REQUIRED,
  );
  const properties = z.toJSONSchema(schema, { io: 'output', unrepresentable: 'any' }).properties!;
  return Object.entries(properties as Record<string, JsonProperty>)
    .filter(([name]) => keep(name))
    .map(([name, property]) => [
      code(name),
      shownDefault(name, schema, withDefaults[name]),
      shownValues(property),
      property.description ?? '',
    ]);
}

function isRequired(schema: z.ZodObject, name: string): boolean {
  return !(schema.shape[name] as z.ZodType).safeParse(undefined).success;
}

function shownDefault(name: string, schema: z.ZodObject, value: unknown): string {
  if (isRequired(schema, name)) return name === 'PORT' ? 'see the service' : 'must be set';
  const text = Array.isArray(value) ? value.join(',') : JSON.stringify(value ?? '');
  return text === '' || text === '""' ? 'none' : code(text.replaceAll('"', ''));
}

/** Nothing for texts and for true or false; of whole numbers the bounds alone. */
function shownValues(property: JsonProperty): string {
  if (property.enum) return property.enum.map(code).join(', ');
  if (property.type !== 'integer' && property.type !== 'number') return '';
  const { minimum, exclusiveMinimum, exclusiveMaximum } = property;
  const maximum = property.maximum === Number.MAX_SAFE_INTEGER ? undefined : property.maximum;
  const bounds = [
    minimum === undefined ? '' : `from ${minimum}`,
    exclusiveMinimum === undefined ? '' : `above ${exclusiveMinimum}`,
    maximum === undefined ? '' : `to ${maximum}`,
    exclusiveMaximum === undefined ? '' : `below ${exclusiveMaximum}`,
  ].filter((bound) => bound !== '');
  const shown = bounds.join(' ').replace(/^from (\S+) to/, '$1 to');
  return property.type === 'integer' ? shown : `number ${shown}`.trim();
}

const isShared = (name: string): boolean => Object.hasOwn(platformSettings.shape, name);
const isOwn = (name: string): boolean => name === 'PORT' || !isShared(name);
const TABLES: Record<string, Table> = {
  shared: { head: HEAD, rows: settingRows(platformSettings, () => true) },
  'ingest-service': { head: HEAD, rows: settingRows(ingestSettings, isOwn) },
  'churn-service': { head: HEAD, rows: settingRows(churnSettings, isOwn) },
  'recommender-service': { head: HEAD, rows: settingRows(recommenderSettings, isOwn) },
  console: { head: HEAD, rows: settingRows(consoleSettings, () => true) },
  launcher: {
    head: ['option', 'variable', 'default', 'meaning'],
    rows: createCommand({}).options.map(({ flags, envVar, defaultValue, description }) => [
      code(flags),
      envVar === undefined ? 'none' : code(envVar),
      defaultValue === undefined ? 'none' : code(String(defaultValue)),
      description,
    ]),
  },
};

beforeAll(() => updateTables(DOCUMENT, TABLES));

describe('docs/settings.md (UPDATE_CONTRACTS=1 npm test -- contracts writes its tables)', () => {
  it.each(Object.keys(TABLES))(
    'lists the settings of %s with default, values and meaning, and no others',
    (name) => {
      expect(documentedRows(DOCUMENT, name)).toEqual(TABLES[name]!.rows);
    },
  );

  it('has a meaning for every setting', () => {
    const silent = Object.values(TABLES).flatMap(({ rows }) => rows.filter((row) => row.at(-1) === ''));
    expect(silent).toEqual([]);
  });

  it('names no setting outside its tables that does not exist', () => {
    const known = new Set(Object.values(TABLES).flatMap(({ rows }) => rows.flat()));
    const named = readFileSync(DOCUMENT, 'utf8').match(/`[A-Z]+(?:_[A-Z]+)+`/g) ?? [];
    expect(named.filter((name) => !known.has(name))).toEqual([]);
  });
});
