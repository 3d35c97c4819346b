import { registerDecorator } from 'class-validator';

/** A day of the calendar as 'YYYY-MM-DD'. */
export function isCalendarDay(value: unknown): boolean {
  if (typeof value !== 'string' || !/^\d{4}-\d{2}-\d{2}$/.test(value)) return false;
  const time = Date.parse(`${value}T00:00:00Z`);
  // JavaScript turns 2017-02-30 into a day of March.
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(value);
}

export function IsCalendarDay(): PropertyDecorator {
  return (target, property) => {
    registerDecorator({
      name: 'isCalendarDay',
      target: target.constructor,
      propertyName: String(property),
      validator: {
        validate: isCalendarDay,
        defaultMessage: () => '$property must be a day as YYYY-MM-DD',
      },
    });
  };
}
