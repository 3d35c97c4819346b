import type { Plot } from '#plots';
import type { ReactNode } from 'react';
import { Section } from './page.js';
import { Plots } from './plot.js';
import { Records } from './records.js';
import { ValueList } from './value-list.js';

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
