import type { Churn } from '../../data/contracts.js';
import { BANDS } from '../../parts/band.js';
import { isRight, manyOf, PERCENT_FIELD } from '../../parts/field.js';
import type { FieldSpec } from '../../parts/field.js';
import { nameInWords } from '../../parts/value-list.js';
import { texts } from '../../texts.js';
import { audiencesTexts } from '../../texts/audiences.js';
import { userIdsIn } from '../people/user-ids.js';

export type Rules = Churn['AudienceRulesBody'];
type Condition = Rules['conditions'][number];
export type Kind = keyof typeof MEMBERS;
/** Texts of fields by their names. */
export type Typed = Readonly<Record<string, string>>;
/** A condition as it is typed, with a text for each of its members. */
export interface TypedCondition {
  kind: Kind;
  typed: Typed;
}

interface Member extends Omit<FieldSpec, 'label'> {
  /** A share of 1, typed in percent. */
  isShare?: boolean;
  /** Texts with commas between them, or whether something is so. */
  reads?: 'texts' | 'yes';
}

const { kinds, parts, form } = audiencesTexts;
const number: Member = { type: 'number' };
const difference: Member = { type: 'number', isShare: true };
const share: Member = { ...PERCENT_FIELD, isShare: true };
const list: Member = { reads: 'texts' };
const day: Member = { type: 'date' };
const yes: Member = { reads: 'yes', options: Object.entries(form.yesNo) };
const some = (names: readonly string[]): Member => ({
  type: 'many',
  options: names.map((name) => [name, nameOf(name)] as const),
});

/** Devices have names of their own. */
function nameOf(value: unknown): string {
  return audiencesTexts.devices[String(value)] ?? String(value);
}

/** The members of each kind of condition. */
const MEMBERS: Record<keyof Condition, Record<string, Member>> = {
  probability: { from: share, below: share },
  band: { is: some(BANDS) },
  cohort: { from: day, to: day },
  tenure: { atLeast: number, below: number },
  device: { is: some(['ar', 'ip', 'mc', 'wp', 'other']) },
  quantity: { feature: {}, atLeast: number, below: number },
  fact: { property: {}, is: list, not: list, atLeast: number, below: number, from: day, to: day, yes },
  value: { atLeast: number, below: number },
  uplift: { campaign: {}, atLeast: difference },
  users: { ids: { type: 'lines' } },
};
export const KINDS = Object.keys(MEMBERS) as Kind[];
const membersOf = (kind: string) => Object.entries(MEMBERS[kind as Kind]);

/** The fields of a kind of condition, by its members. */
export function fieldsOf(kind: Kind): [member: string, spec: FieldSpec][] {
  return membersOf(kind).map(([member, { isShare = false, ...spec }]) => [
    member,
    { ...spec, label: `${kinds[kind]} ${parts[member]!}${isShare ? ', %' : ''}`, isOptional: true },
  ]);
}

/** Fields of what else is said of the members. */
export const LIMITS: Readonly<Record<string, FieldSpec>> = {
  limit: { ...number, label: form.limit, isOptional: true },
  order: { label: form.order, options: Object.entries(texts.atRisk.orders), initial: 'risk' },
  defaultValue: { ...number, label: form.defaultValue, help: form.defaultValueHelp, isOptional: true },
  stay: { ...PERCENT_FIELD, label: form.stay, isOptional: true },
  minimumDays: { ...number, label: form.minimumDays, isOptional: true },
  contactDays: { ...number, label: form.contactDays, isOptional: true },
};
export const MATCH: FieldSpec = { label: form.match, options: Object.entries(form.matches), initial: 'all' };

/** What is asked for; null while no condition says anything, or something is wrong. */
export function rulesOf(conditions: readonly TypedCondition[], limits: Typed): Rules | null {
  const said = conditions.flatMap(({ kind, typed }) => {
    const members = membersOf(kind).flatMap(([member, spec]) => {
      const text = (typed[member] ?? '').trim();
      return text === '' ? [] : [[member, parsed(spec, text)] as const];
    });
    return members.length === 0 ? [] : [{ [kind]: Object.fromEntries(members) }];
  });
  const isWrong =
    conditions.some(({ kind, typed }) =>
      fieldsOf(kind).some(([member, spec]) => !isRight(spec, typed[member] ?? '')),
    ) || Object.entries(LIMITS).some(([name, spec]) => !isRight(spec, limits[name]!));
  if (said.length === 0 || isWrong) return null;
  const { match, limit, order, defaultValue, stay, minimumDays, contactDays } = limits;
  return {
    match: match as Rules['match'],
    conditions: said,
    order: order as Rules['order'],
    minimumDays: Number(minimumDays),
    ...(stay && { stayWhile: { probability: Number(stay) / 100 } }),
    ...(contactDays && { contactDays: Number(contactDays) }),
    ...(limit && { limit: Number(limit) }),
    ...(defaultValue && { defaultValue: Number(defaultValue) }),
  };
}

function parsed({ type, reads, isShare = false }: Member, text: string) {
  if (reads === 'yes') return text === 'true';
  if (type === 'number') return Number(text) / (isShare ? 100 : 1);
  if (reads === 'texts') return manyOf(text).map((one) => one.trim());
  if (type === 'many') return manyOf(text);
  return type === 'lines' ? userIdsIn(text).userIds : text;
}

/** The text of a field that has this value; without rests of binary fractions. */
function textOf({ type, isShare = false }: Member, value: unknown): string {
  if (Array.isArray(value)) return value.join(type === 'lines' ? '\n' : ',');
  return isShare ? String(Number((100 * Number(value)).toFixed(6))) : String(value);
}

/** The conditions of rules as they are typed. */
export function conditionsOf({ conditions }: Pick<Rules, 'conditions'>): TypedCondition[] {
  return conditions.map((condition) => {
    const [kind, members] = Object.entries(condition)[0] as [Kind, Record<string, unknown>];
    const typed = Object.entries(members).map(([member, value]) => [
      member,
      textOf(MEMBERS[kind][member]!, value),
    ]);
    return { kind, typed: Object.fromEntries(typed) as Typed };
  });
}

/** Conditions that an address brings along, as `probability.from=0.6`. @param of its values by name */
export function conditionsIn(of: (name: string) => string | undefined): TypedCondition[] {
  return KINDS.flatMap((kind) => {
    const typed = membersOf(kind).flatMap(([member, spec]) => {
      const value = of(`${kind}.${member}`);
      return value === undefined ? [] : [[member, textOf(spec, value)]];
    });
    return typed.length === 0 ? [] : [{ kind, typed: Object.fromEntries(typed) as Typed }];
  });
}

/** What else rules say, as it is typed. */
export function limitsOf({ stayWhile, ...rules }: Rules): Typed {
  const { conditions: _conditions, ...limits } = rules;
  const stay = stayWhile && textOf(share, stayWhile.probability);
  const set = Object.entries({ ...limits, stay }).filter(([, value]) => value !== undefined);
  return Object.fromEntries(set.map(([name, value]) => [name, String(value)]));
}

/** A condition as a phrase: "Churn risk from 60%, below 90%". */
export function inWords(condition: Condition): string {
  const [kind, members] = Object.entries(condition)[0] as [Kind, Record<string, unknown>];
  const phrases = Object.entries(members).map(([member, value]) => {
    const spec = MEMBERS[kind][member]!;
    const shown = spec.isShare ? [`${textOf(spec, value)}%`] : [value].flat().map(nameOf);
    return member === 'feature' ? nameInWords(String(value)) : `${parts[member]!} ${shown.join(', ')}`;
  });
  return `${kinds[kind]} ${phrases.join(', ')}`;
}
