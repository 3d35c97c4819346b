import type { ComponentProps, ReactNode } from 'react';
import { Answer } from './answer.js';
import { Section } from './page.js';
import { Records } from './records.js';

/** A section with a row for each entry of an answer. */
export function ListSection<T>({
  of,
  rows,
  keys,
  empty,
  ...section
}: {
  of: ComponentProps<typeof Answer<T>>['of'];
  rows: (answer: T) => readonly object[];
  /** Of rows with buttons that open a dialog. */
  keys?: (answer: T) => readonly (string | number)[];
  empty?: (answer: T) => ReactNode;
} & Omit<ComponentProps<typeof Section>, 'children'>) {
  return (
    <Section {...section}>
      <Answer of={of}>
        {(answer) => <Records rows={rows(answer)} keys={keys?.(answer)} empty={empty?.(answer)} />}
      </Answer>
    </Section>
  );
}
