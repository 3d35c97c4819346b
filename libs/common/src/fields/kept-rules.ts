import { getMetadataStorage, ValidationTypes } from 'class-validator';
import type { ValidationArguments } from 'class-validator';

/** The rules of class-validator for one property of a class. */
interface PropertyRules {
  readonly property: string;
  /** All must hold, or nothing else is asked: `IsOptional` and its like. */
  readonly conditions: readonly ((object: object, value: unknown) => boolean)[];
  readonly rules: readonly Rule[];
}

interface Rule {
  readonly each: boolean;
  readonly keeps: (value: unknown, of: ValidationArguments) => unknown;
  readonly constraints: unknown[];
}

const known = new WeakMap<object, readonly PropertyRules[]>();

/**
 * Whether an object keeps every rule that class-validator has for its class. When it does not, `validateSync` says which one and why;
 * asked each time, that would search the rules of all classes, which takes longer than the rest of many requests.
 */
export function keepsRules(object: object): boolean {
  const type = object.constructor;
  let properties = known.get(type);
  if (properties === undefined) known.set(type, (properties = rulesOf(type)));
  return properties.every((property) => keepsProperty(object, property));
}

function keepsProperty(object: object, { property, conditions, rules }: PropertyRules): boolean {
  const value = (object as Record<string, unknown>)[property];
  if (!conditions.every((holds) => holds(object, value))) return true;
  return rules.every(({ each, keeps, constraints }) => {
    const of = { targetName: object.constructor.name, property, object, value, constraints };
    return each && Array.isArray(value)
      ? value.every((entry) => keeps(entry, of) === true)
      : keeps(value, of) === true;
  });
}

function rulesOf(type: object): PropertyRules[] {
  const storage = getMetadataStorage();
  const ofType = storage.getTargetValidationMetadatas(type as () => void, '', false, false);
  return Object.entries(storage.groupByPropertyName(ofType)).map(([property, all]) => {
    const conditions: PropertyRules['conditions'][number][] = [];
    const rules: Rule[] = [];
    for (const { type: kind, each, constraints, constraintCls } of all) {
      const values = constraints as unknown[];
      if (kind === ValidationTypes.CONDITIONAL_VALIDATION)
        conditions.push(values[0] as PropertyRules['conditions'][number]);
      else if (kind === ValidationTypes.CUSTOM_VALIDATION)
        for (const { instance } of storage.getTargetValidatorConstraints(constraintCls))
          rules.push({
            each,
            constraints: values,
            keeps: (value, of) => instance.validate(value, of),
          });
      // Of a kind that no field has: class-validator itself is asked.
      else rules.push({ each: false, constraints: values, keeps: () => false });
    }
    return { property, conditions, rules };
  });
}
