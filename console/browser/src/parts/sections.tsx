import type { Plot } from '#plots';
import type { ComponentProps, ReactNode } from 'react';
import { Answer } from './answer.js';
import { Section } from './page.js';
import { Plots } from './plot.js';
import { Records } from './records.js';
import { ValueList } from './value-list.js';

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

/** A section of a report: its plots, then its rows or values. */
export function ReportSection({
  title,
  note,
  isFolded = true,
  plots = [],
  rows,
  values,
}: {
  title: string;
  note?: ReactNode;
  isFolded?: boolean;
  plots?: readonly ((width: number) => Plot)[];
  rows?: readonly object[] | undefined;
  values?: object;
}) {
  return (
    <Section title={title} note={note} isFolded={isFolded}>
      {plots.length > 0 && <Plots of={plots} />}
      {rows !== undefined && <Records rows={rows} />}
      {values !== undefined && <ValueList value={{ ...values }} />}
    </Section>
  );
}
