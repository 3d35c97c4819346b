import { registerDecorator } from 'class-validator';

/** A class-validator rule by a predicate. `meaning` ends the sentence "limit must be …"; `each`: of every entry of a list. */
export function rule(
  name: string,
  validate: (value: unknown) => boolean,
  meaning: string,
  each = false,
): PropertyDecorator {
  return (target, property) =>
    registerDecorator({
      name,
      target: target.constructor,
      propertyName: String(property),
      options: { each, message: `${each ? 'each entry of ' : ''}$property must be ${meaning}` },
      validator: { validate },
    });
}
