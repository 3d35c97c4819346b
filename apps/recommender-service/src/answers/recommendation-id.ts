import { signWith } from '#common/signing';
import type { Sign } from '#common/signing';
import { randomBytes } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { SOURCES } from '../listener/listener.js';
import type { Variant } from '../registry/served-models.js';
import type { Exploration } from './exploration.js';

/** Rows of a start page below the first one, which has the source of its list. */
export const ROW_SOURCES = [
  'again',
  'forgotten',
  'because_you_played',
  'singers_you_like',
  'releases_for_you',
  'trending',
  'new_releases',
] as const;

/**
 * Where a list comes from: `mix` where songs to hear again are between new ones, `search` where it was
 * searched for.
 */
export const ANSWER_SOURCES = [...SOURCES, 'mix', 'search', ...ROW_SOURCES] as const;
export type AnswerSource = (typeof ANSWER_SOURCES)[number];

/** What an answer was made from; it is in the answer's id, so that no answer has to be stored. */
export interface RecommendationOrigin {
  modelVersion: number;
  source: AnswerSource;
  experimentId: number | null;
  variant: Variant | null;
  /** Null for a guest. */
  userId: string | null;
  /** Null where no place was given away. */
  exploration: Exploration | null;
  /** Null where the list was asked for by no name. */
  scenario: { id: number; version: number } | null;
}

const SOURCE_LETTERS: Record<AnswerSource, string> = {
  model: 'a',
  'fold-in': 'f',
  popular: 'p',
  next: 'x',
  mix: 'm',
  search: 'q',
  again: 'g',
  forgotten: 'o',
  because_you_played: 'b',
  singers_you_like: 's',
  releases_for_you: 'r',
  trending: 't',
  new_releases: 'n',
};
const VARIANTS: Record<Variant, string> = { control: 'c', challenger: 'h' };
const SHAPE =
  /^(r1\.(\d{1,9})\.([abfgmnopqrstx])\.(?:-|(\d{1,9})([ch]))\.(?:-|(\d{1,19}))\.([\w-]{11})(?:\.([\da-z]{2})([\da-z]{2}))?(?:\.S([\da-z]{1,5})V([\da-z]{1,5}))?)\.([\w-]{22})$/;

/** What ids are signed for. */
export const PURPOSE = 'recommendations shown';

/** A function that makes a new id for each call. */
export function idMaker(key: KeyObject): (origin: RecommendationOrigin) => string {
  const sign = signWith(key, PURPOSE);
  return (origin) => newRecommendationId(origin, sign);
}

const RANDOM_BYTES = 8;
/** Drawn for many ids at once. */
let drawn = Buffer.alloc(0);
let used = 0;

/** 64 random bits, by which lists differ. */
export function randomText(): string {
  if (used === drawn.length) {
    drawn = randomBytes(512 * RANDOM_BYTES);
    used = 0;
  }
  used += RANDOM_BYTES;
  return drawn.toString('base64url', used - RANDOM_BYTES, used);
}

/**
 * A new id, at most 98 characters: version, source, experiment and variant, user, 64 random bits, how places
 * were given away, scenario and its version, signature.
 */
export function newRecommendationId(origin: RecommendationOrigin, sign: Sign): string {
  const { modelVersion, source, experimentId, variant, userId, exploration, scenario } = origin;
  const experiment = experimentId === null || variant === null ? '-' : `${experimentId}${VARIANTS[variant]}`;
  const random = exploration?.random ?? randomText();
  const given = exploration === null ? '' : `.${pair(exploration.perMille)}${pair(exploration.candidates)}`;
  const named = scenario === null ? '' : `.S${scenario.id.toString(36)}V${scenario.version.toString(36)}`;
  const content = `r1.${modelVersion}.${SOURCE_LETTERS[source]}.${experiment}.${userId ?? '-'}.${random}${given}${named}`;
  return `${content}.${sign(content).toString('base64url')}`;
}

/** Null for what {@link newRecommendationId} has not made. */
export function readRecommendationId(id: string, sign: Sign): RecommendationOrigin | null {
  const found = SHAPE.exec(id);
  if (found === null || sign(found[1]!).toString('base64url') !== found.at(-1)) return null;
  const [, , version, source, experiment, variant, userId, random, ...rest] = found;
  const [perMille, candidates, scenario, scenarioVersion] = rest;
  return {
    modelVersion: Number(version),
    source: keyOf(SOURCE_LETTERS, source!),
    experimentId: experiment === undefined ? null : Number(experiment),
    variant: variant === undefined ? null : keyOf(VARIANTS, variant),
    userId: userId ?? null,
    exploration:
      perMille === undefined
        ? null
        : { random: random!, perMille: parseInt(perMille, 36), candidates: parseInt(candidates!, 36) },
    scenario:
      scenario === undefined ? null : { id: parseInt(scenario, 36), version: parseInt(scenarioVersion!, 36) },
  };
}

/** A number below 1,296 in two characters. */
function pair(value: number): string {
  return value.toString(36).padStart(2, '0');
}

function keyOf<Key extends string>(letters: Record<Key, string>, letter: string): Key {
  return (Object.keys(letters) as Key[]).find((key) => letters[key] === letter)!;
}
