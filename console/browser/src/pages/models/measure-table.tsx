import { ERRORS } from '../../data/models.js';
import type { Measure, MeasureName, VersionDetail } from '../../data/models.js';
import { measure } from '../../format/numbers.js';
import { Estimate, Note } from '../../parts/estimate.js';
import { Table } from '../../parts/table.js';
import type { Column } from '../../parts/table.js';
import { texts } from '../../texts.js';

const words = texts.models;

/** Measures of one version with their intervals, or of two next to each other with the difference. */
export function MeasureTable({ versions }: { versions: readonly [VersionDetail, VersionDetail?] }) {
  const [first, second] = versions;
  const of = (version: VersionDetail, name: MeasureName) => version.measures.find((one) => one.name === name);
  const columns: Column<Measure>[] = [
    { name: words.columns.measure, value: ({ name }) => words.measures[name] },
    ...[first, ...(second === undefined ? [] : [second])].map((version) => ({
      name: words.version(version.version),
      value: ({ name }: Measure) => <Estimate of={of(version, name) ?? { value: null }} />,
      isNumber: true,
    })),
    ...(second === undefined
      ? []
      : [
          {
            name: words.columns.difference,
            value: ({ name }: Measure) => <Gain name={name} of={of(first, name)} beside={of(second, name)} />,
            isNumber: true,
          },
        ]),
  ];
  return (
    <Table
      caption={words.detail.measures}
      columns={columns}
      rows={first.measures}
      keyOf={({ name }) => name}
    />
  );
}

function Gain({
  name,
  of,
  beside,
}: {
  name: MeasureName;
  of: Measure | undefined;
  beside: Measure | undefined;
}) {
  if (typeof of?.value !== 'number' || typeof beside?.value !== 'number') return null;
  const gain = of.value - beside.value;
  const isBetter = gain === 0 ? null : gain > 0 !== ERRORS.includes(name);
  return (
    <>
      {measure(gain)}
      <Note>{isBetter === null ? words.same : isBetter ? words.better : words.worse}</Note>
    </>
  );
}
