import type { ValueTransformer } from 'typeorm';

/** For bigint columns whose values fit a number exactly; without it they arrive as strings. */
export const asNumber: ValueTransformer = {
  from: (text: string) => Number(text),
  to: (value: unknown) => value,
};
