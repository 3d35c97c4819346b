import type { Recommender } from '../../data/contracts.js';
import type { FieldSpec } from '../../parts/field.js';
import { isObject, nameInWords } from '../../parts/value-list.js';
import { texts } from '../../texts.js';
import { scenariosTexts } from '../../texts/scenarios.js';

export type Options = Recommender['ScenarioOptionsBody'];
type Name = keyof Options;

const words = scenariosTexts;

/** How a member is typed, and read from its text. */
interface Member extends Omit<FieldSpec, 'label'> {
  reads: (text: string) => unknown;
}

const asText = (text: string): unknown => text;
const number: Member = { type: 'number', reads: Number };
const list: Member = { help: words.byComma, reads: (text) => text.split(',').map((one) => one.trim()) };
const day: Member = { type: 'date', reads: asText };
const json: Member = {
  type: 'lines',
  help: words.json,
  problem: (text) => (isJson(text) ? null : words.json),
  reads: (text) => JSON.parse(text) as unknown,
};

/** Every member that the service takes. */
const MEMBERS: Record<Name, Member> = {
  source: { options: Object.entries(words.sources), initial: 'all', reads: asText },
  limit: { ...number, initial: '20' },
  includePlayed: { options: Object.entries(words.played), initial: 'false', reads: asText },
  againShare: number,
  diversity: { ...number, initial: '0' },
  genre: list,
  tag: list,
  language: list,
  explicit: {
    options: [
      ['', ''],
      ['true', texts.yes],
      ['false', texts.no],
    ],
    reads: (text) => text === 'true',
  },
  releasedAfter: day,
  releasedBefore: day,
  minSeconds: number,
  maxSeconds: number,
  maxPerSinger: number,
  maxPerGenre: number,
  includeSingers: list,
  excludeSingers: list,
  minScore: number,
  region: { reads: asText },
  filter: json,
  boosts: json,
  fallback: json,
};
const NAMES = Object.keys(MEMBERS) as Name[];

/** Fields of a form that begins with these options; undefined: with none. */
export function fieldsOf(options?: Options): Record<string, FieldSpec> {
  const initialOf = (name: Name) => (options === undefined ? MEMBERS[name].initial : textOf(options[name]));
  return Object.fromEntries([
    ...NAMES.map((name): [string, FieldSpec] => {
      const { reads: _, ...spec } = MEMBERS[name];
      const isOptional = spec.initial === undefined;
      return [name, { ...spec, label: nameInWords(name), isOptional, initial: initialOf(name) ?? '' }];
    }),
    ['note', { label: words.note, isOptional: true }],
  ]);
}

/** What a new version is stored by. */
export function bodyOf(typed: Readonly<Record<string, string>>): Recommender['NewScenarioVersionBody'] {
  const given = NAMES.filter((name) => typed[name] !== '');
  const options = Object.fromEntries(given.map((name) => [name, MEMBERS[name].reads(typed[name]!)]));
  const { note = '' } = typed;
  // The service checks them.
  return { options: options as unknown as Options, ...(note !== '' && { note }) };
}

function textOf(value: unknown): string {
  if (value === undefined || typeof value === 'string') return value ?? '';
  return Array.isArray(value) && !value.some(isObject) ? value.join() : JSON.stringify(value);
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
