import type { Churn } from '../../data/contracts.js';
import { BANDS } from '../../parts/band.js';
import { isRight, manyOf, SHARE_FIELD as share } from '../../parts/field.js';
import type { FieldSpec } from '../../parts/field.js';
import { texts } from '../../texts.js';
import { audiencesTexts } from '../../texts/audiences.js';
import { userIdsIn } from '../people/user-ids.js';

export type Rules = Churn['AudienceRulesBody'];
type Condition = Rules['conditions'][number];
/** Texts of the form by the name of their field. */
export type Typed = Readonly<Record<string, string>>;

const { kinds, parts, form } = audiencesTexts;
const number = { type: 'number' } as const;
const some = (names: readonly string[]) =>
  ({ type: 'many', options: names.map((name) => [name, nameOf(name)] as const) }) as const;

/** Devices have names of their own. */
function nameOf(value: unknown): string {
  return audiencesTexts.devices[String(value)] ?? String(value);
}

/** The members of each kind of condition. */
const MEMBERS: Record<keyof Condition, Record<string, Omit<FieldSpec, 'label'>>> = {
  probability: { from: share, below: share },
  band: { is: some(BANDS) },
  change: { days: number, atLeast: number },
  cohort: { from: { type: 'date' }, to: { type: 'date' } },
  tenure: { atLeast: number, below: number },
  device: { is: some(['ar', 'ip', 'mc', 'wp', 'other']) },
  quantity: { feature: {}, atLeast: number, below: number },
  reason: { family: some(['presence', 'plays', 'downloads', 'searches', 'listening', 'device']) },
  value: { atLeast: number, below: number },
  uplift: { campaign: {}, atLeast: number },
  users: { ids: { type: 'lines' } },
};
type Kind = keyof typeof MEMBERS;
const membersOf = (kind: string) => Object.entries(MEMBERS[kind as Kind]);

/** A field for each member of a condition, named as `probability.from`. */
export const CONDITIONS: Readonly<Record<string, FieldSpec>> = Object.fromEntries(
  Object.keys(MEMBERS).flatMap((kind) =>
    membersOf(kind).map(([member, spec]) => [
      `${kind}.${member}`,
      { ...spec, label: `${kinds[kind as Kind]} ${parts[member]!}`, isOptional: true },
    ]),
  ),
);

/** Fields of what else is said of the members. */
export const LIMITS: Readonly<Record<string, FieldSpec>> = {
  match: { label: form.match, options: Object.entries(form.matches), initial: 'all' },
  limit: { ...number, label: form.limit, isOptional: true },
  order: { label: form.order, options: Object.entries(texts.atRisk.orders), initial: 'risk' },
  defaultValue: { ...number, label: form.defaultValue, help: form.defaultValueHelp, isOptional: true },
  stay: { ...share, label: form.stay, isOptional: true },
  minimumDays: { ...number, label: form.minimumDays, isOptional: true },
};

/** What is asked for; null while there is no condition, or something is wrong. */
export function rulesOf(typed: Typed): Rules | null {
  const conditions = Object.keys(MEMBERS).flatMap((kind) => {
    const members = membersOf(kind).flatMap(([member, { type }]) => {
      const text = typed[`${kind}.${member}`]!.trim();
      return text === '' ? [] : [[member, parsed(type, text)] as const];
    });
    return members.length === 0 ? [] : [{ [kind]: Object.fromEntries(members) }];
  });
  const isWrong = Object.entries({ ...CONDITIONS, ...LIMITS }).some(
    ([name, spec]) => !isRight(spec, typed[name]!),
  );
  if (conditions.length === 0 || isWrong) return null;
  const { match, limit, order, defaultValue, stay, minimumDays } = typed;
  return {
    match: match as Rules['match'],
    conditions,
    order: order as Rules['order'],
    minimumDays: Number(minimumDays),
    ...(stay && { stayWhile: { probability: Number(stay) } }),
    ...(limit && { limit: Number(limit) }),
    ...(defaultValue && { defaultValue: Number(defaultValue) }),
  };
}

function parsed(type: FieldSpec['type'], text: string) {
  if (type === 'number') return Number(text);
  if (type === 'many') return manyOf(text);
  return type === 'lines' ? userIdsIn(text).userIds : text;
}

/** The form of these rules; null where it cannot show them: it has a field for one condition of each kind. */
export function typedOf({ conditions, stayWhile, ...others }: Rules): Typed | null {
  const members = conditions.flatMap((condition) =>
    Object.entries(condition).flatMap(([kind, of]) =>
      Object.entries(of).map(([member, value]) => [
        `${kind}.${member}`,
        Array.isArray(value) ? value.join(kind === 'users' ? '\n' : ',') : String(value),
      ]),
    ),
  );
  const typed = Object.fromEntries(members) as Typed;
  const isWhole = Object.keys(typed).length === members.length;
  if (!isWhole || Object.keys(typed).some((name) => !(name in CONDITIONS))) return null;
  const limits = { ...others, stay: stayWhile?.probability };
  const set = Object.entries(limits).filter(([, value]) => value !== undefined);
  return { ...typed, ...Object.fromEntries(set.map(([name, value]) => [name, String(value)])) };
}

/** A condition as a phrase: "Churn risk from 0.6, below 0.9". */
export function inWords(condition: Condition): string {
  const [kind, members] = Object.entries(condition)[0] as [Kind, Record<string, unknown>];
  const phrases = Object.entries(members).map(
    ([member, value]) => `${parts[member]!} ${[value].flat().map(nameOf).join(', ')}`,
  );
  return `${kinds[kind]} ${phrases.join(', ')}`;
}
