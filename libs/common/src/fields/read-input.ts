import { getMetadataStorage, validateSync } from 'class-validator';
import type { ValidationError } from 'class-validator';
import { DomainError } from '../errors/domain-error.js';
import { idProblem } from '../outer-ids/internal-id.js';
import type { IdReading } from '../outer-ids/outer-ids.js';
import { fieldsOf } from './field.js';
import type { ClassOf, FieldReading } from './field.js';
import { nearestHint } from './nearest.js';

/** An answer to bad input says this much and no more, however much is wrong. */
const MOST_PROBLEMS = 10;
const LONGEST_NAME = 40;

/** `text`: a query string or path, whose values all are texts. */
export type InputForm = 'json' | 'text';

/**
 * Reads what a caller sent as an object of `type`, in time proportional to its size: members without a field
 * are refused, texts of a query become the values they mean, members left out get their defaults, and
 * class-validator checks the rest.
 * @param ids how ids become internal ones; null: they are whole numbers
 * @throws DomainError invalid (validation_failed) with the first problems that were found, one a member
 */
export function readInput<T extends object>(
  type: ClassOf<T>,
  given: unknown,
  form: InputForm,
  ids: IdReading | null = null,
): T {
  const problems: string[] = [];
  const input = new InputReader(form, problems, ids).read(type, given === undefined ? {} : given, '');
  if (problems.length === 0) return input as T;
  throw new DomainError('invalid', 'validation_failed', `${problems.join('; ')}.`, {
    extra: { errors: problems },
  });
}

/**
 * class-validator collects the rules of a class anew at each check, from those of all classes that are loaded.
 * They are complete once the class is there, so they are collected once a class.
 */
function collectRulesOnce(): void {
  const storage = getMetadataStorage();
  const collect = storage.getTargetValidationMetadatas.bind(storage);
  const known = new Map<unknown, ReturnType<typeof collect>>();
  storage.getTargetValidationMetadatas = (type, schema, always, strictGroups, groups) => {
    if (schema || always || strictGroups || groups)
      return collect(type, schema, always, strictGroups, groups);
    const rules = known.get(type) ?? collect(type, schema, always, strictGroups, groups);
    known.set(type, rules);
    return rules;
  };
}
collectRulesOnce();

class InputReader {
  constructor(
    private readonly form: InputForm,
    private readonly problems: string[],
    private readonly ids: IdReading | null,
  ) {}

  read(type: ClassOf, given: unknown, path: string): object {
    const result = new (type as new () => object)();
    if (typeof given !== 'object' || given === null || Array.isArray(given)) {
      this.problem(`${path === '' ? 'The body' : path} must be a JSON object`);
      return result;
    }
    const fields = fieldsOf(type);
    this.refuseUnknown(given, fields, path);
    for (const [name, field] of fields) {
      if (this.isEnough) return result;
      this.readMember(result as Record<string, unknown>, name, field, given, path);
    }
    if (!this.isEnough) this.check(result, path);
    return result;
  }

  private get isEnough(): boolean {
    return this.problems.length >= MOST_PROBLEMS;
  }

  private refuseUnknown(given: object, fields: ReadonlyMap<string, FieldReading>, path: string): void {
    const known = [...fields.keys()];
    const unknown = Object.keys(given).filter((name) => !fields.has(name));
    for (const [at, name] of unknown.slice(0, MOST_PROBLEMS).entries()) {
      const list = at === 0 && known.length > 0 ? `: known are ${known.join(', ')}` : '';
      const hint = nearestHint(known, shortened(name)) || list;
      this.problem(`${path}${shortened(name)} is not known here${hint}`);
    }
  }

  private readMember(
    result: Record<string, unknown>,
    name: string,
    field: FieldReading,
    given: object,
    path: string,
  ): void {
    // An own member only: an object inherits toString and its like.
    const sent: unknown = Object.hasOwn(given, name) ? (given as Record<string, unknown>)[name] : undefined;
    if (sent === undefined) {
      // A property that is declared but not there would count as given.
      if (field.default === undefined) Reflect.deleteProperty(result, name);
      else result[name] = field.default;
      return;
    }
    if (sent === null && field.optional) {
      this.problem(`${path}${name} must not be null: leave it out`);
      return;
    }
    const isTextId = this.ids !== null && field.idOf !== undefined;
    const value = this.form === 'text' ? fromText(sent, field, isTextId) : sent;
    const isLong = field.list !== undefined && Array.isArray(value) && value.length > field.list.maxItems;
    if (isLong) {
      this.problem(`${path}${name} must hold at most ${field.list.maxItems} entries`);
      return;
    }
    if (isTextId) result[name] = this.internalIds(field, value, path + name);
    else
      result[name] = field.objects === undefined ? value : this.objects(field.objects(), value, path + name);
  }

  /** Of an id, or of a list of them. */
  private internalIds(field: FieldReading, value: unknown, name: string): unknown {
    const isList = Array.isArray(value);
    // The rules of the field refuse it.
    if (isList !== (field.list !== undefined)) return value;
    const entries: unknown[] = isList ? value : [value];
    const problem = entries
      .map((entry) => (typeof entry === 'string' ? idProblem(entry) : 'must be a text'))
      .find((found) => found !== null);
    if (problem !== undefined) {
      this.problem(`${isList ? 'each entry of ' : ''}${name} ${problem}`);
      return value;
    }
    const ids = entries.map((text) => this.ids!(field.idOf!, text as string));
    return isList ? ids : ids[0];
  }

  private objects(type: ClassOf, value: unknown, path: string): unknown {
    if (!Array.isArray(value)) return isObject(value) ? this.read(type, value, `${path}.`) : value;
    const read: unknown[] = [];
    for (const [index, entry] of value.entries()) {
      if (this.isEnough) break;
      read.push(isObject(entry) ? this.read(type, entry, `${path}[${index}].`) : entry);
    }
    return read;
  }

  /** By the rules of class-validator; a member that is wrong already is not reported twice. */
  private check(result: object, path: string): void {
    for (const error of validateSync(result, { stopAtFirstError: true, forbidUnknownValues: false })) {
      const isReported = this.problems.some(
        (problem) =>
          problem.startsWith(`${path}${error.property} `) ||
          problem.startsWith(`each entry of ${path}${error.property} `),
      );
      if (!isReported) this.problem(path + messageOf(error));
    }
  }

  private problem(text: string): void {
    if (!this.isEnough) this.problems.push(text);
  }
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** @param isTextId a list is not divided then: a text may hold a comma */
function fromText(sent: unknown, field: FieldReading, isTextId: boolean): unknown {
  if (isTextId) return field.list === undefined || Array.isArray(sent) ? sent : [sent];
  if (typeof sent === 'string') return field.fromText(sent);
  if (!Array.isArray(sent) || field.list === undefined) return sent;
  return sent.flatMap((part: unknown) => (typeof part === 'string' ? field.fromText(part) : part));
}

function messageOf({ constraints = {}, property }: ValidationError): string {
  return Object.values(constraints)[0] ?? `${property} is wrong`;
}

function shortened(name: string): string {
  const text = name.toWellFormed();
  return text.length <= LONGEST_NAME ? text : `${text.slice(0, LONGEST_NAME)}…`;
}
