import type { ReactNode } from 'react';
import styles from './figure.module.css';

/** Figures in a row, each with its name, its difference from the usual value, and its course. */
export function Figures({ children }: { children: ReactNode }) {
  return <dl className={styles.figures}>{children}</dl>;
}

export function Figure({
  name,
  value,
  note,
  course,
}: {
  name: string;
  value: ReactNode;
  note?: ReactNode;
  /** Values of the days up to this one, oldest first; null is a gap. */
  course?: readonly (number | null)[];
}) {
  return (
    <div className={styles.figure}>
      <dt className="note">{name}</dt>
      <dd className={styles.value}>{value}</dd>
      {note !== undefined && <dd className="note">{note}</dd>}
      {course !== undefined && course.length > 1 && (
        <dd className={styles.course}>
          <Course values={course} />
        </dd>
      )}
    </div>
  );
}

const WIDTH = 120;
const HEIGHT = 28;

/** A line from 0 up, broken at gaps, with a dot at the newest value; the figure next to it has the number. */
function Course({ values }: { values: readonly (number | null)[] }) {
  const most = Math.max(...values.map((value) => value ?? 0), 1e-9);
  const points = values.map((value, place) =>
    value === null
      ? null
      : [2 + (place / (values.length - 1)) * (WIDTH - 5), HEIGHT - 2 - (value / most) * (HEIGHT - 5)],
  );
  const path = points.map((point, place) =>
    point === null
      ? ''
      : `${(points[place - 1] ?? null) === null ? 'M' : 'L'}${point.map((at) => at.toFixed(1)).join()}`,
  );
  const [x, y] = points.at(-1) ?? [];
  return (
    <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} aria-hidden="true">
      <path d={path.join('')} />
      {x !== undefined && <circle cx={x} cy={y} r="2.5" />}
    </svg>
  );
}
