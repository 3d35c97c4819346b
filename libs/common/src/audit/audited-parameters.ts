/** Of a request: what it is about, before anything of it was checked. */
export interface RequestInput {
  readonly route: string;
  readonly path: unknown;
  readonly query: unknown;
  /** Undefined when there is none, or when it is streamed. */
  readonly body: unknown;
}

const LEFT_OUT = '(left out)';
const SECRET = /token|secret|password|credential/i;
const ABOUT_A_USER = /user_?ids?$/i;
/** Digits that may be an id of a user, wherever they stand in a text. */
const LONG_DIGITS = /^\d{5,}$/;
const WORD = /^[a-z][\w.:+-]{0,39}$/i;
const MOST_WORDS = 10;
const MOST_MEMBERS = 40;
const MOST_LEVELS = 3;
const LONGEST_TEXT = 200;
const LONGEST_JSON = 4_000;

type Place = 'path' | 'elsewhere';

/**
 * What the audit keeps of a request: enough to see what was asked for, and nothing of a person or a key. Ids
 * of users and secrets are left out, of a route about a user also every text; of lists only the length stays,
 * unless they are a few plain words; texts are cut.
 */
export function auditedParameters({ route, path, query, body }: RequestInput): Record<string, unknown> {
  const isAboutUsers = /user/i.test(route);
  const parameters = {
    ...membersOf(path, 'path', isAboutUsers),
    ...membersOf(query, 'elsewhere', isAboutUsers),
    ...(Array.isArray(body) ? { body: { count: body.length } } : membersOf(body, 'elsewhere', isAboutUsers)),
  };
  return JSON.stringify(parameters).length <= LONGEST_JSON ? parameters : { parameters: LEFT_OUT };
}

function membersOf(value: unknown, place: Place, isAboutUsers: boolean, level = 1): Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return {};
  const members = Object.entries(value).filter(([, member]) => member !== undefined);
  const shown = members
    .slice(0, MOST_MEMBERS)
    .filter(([name]) => !/\d{5}/.test(name))
    .map(([name, member]) => [storable(name), described(name, member, place, isAboutUsers, level)] as const);
  const rest = members.length - shown.length;
  return Object.fromEntries(rest === 0 ? shown : [...shown, ['otherMembers', rest]]);
}

function described(
  name: string,
  value: unknown,
  place: Place,
  isAboutUsers: boolean,
  level: number,
): unknown {
  if (Array.isArray(value)) {
    const isWords =
      value.length <= MOST_WORDS && value.every((entry) => typeof entry === 'string' && WORD.test(entry));
    return isWords && !isPrivate(name) && !isAboutUsers ? value : { count: value.length };
  }
  if (typeof value === 'boolean' || value === null) return value;
  if (isPrivate(name)) return LEFT_OUT;
  if (typeof value === 'number') return value;
  if (typeof value === 'object') {
    return level < MOST_LEVELS ? membersOf(value, place, isAboutUsers, level + 1) : LEFT_OUT;
  }
  if (typeof value !== 'string' || isAboutUsers || (place !== 'path' && LONG_DIGITS.test(value)))
    return LEFT_OUT;
  const text = storable(value);
  return text.length <= LONGEST_TEXT ? text : `${text.slice(0, LONGEST_TEXT)}…`;
}

function isPrivate(name: string): boolean {
  return SECRET.test(name) || ABOUT_A_USER.test(name);
}

/** PostgreSQL stores no NUL and no half characters. */
function storable(text: string): string {
  return text.replaceAll('\0', '').toWellFormed();
}
