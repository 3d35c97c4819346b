import { useQuery } from '@tanstack/react-query';
import type { Churn } from '../../data/contracts.js';
import { churn } from '../../data/service.js';
import { count } from '../../format/numbers.js';
import { day } from '../../format/times.js';
import { Answer } from '../../parts/answer.js';
import { BANDS } from '../../parts/band.js';
import type { Band } from '../../parts/band.js';
import { Table } from '../../parts/table.js';
import { texts } from '../../texts.js';
import styles from './cohorts.module.css';

/** A row of the table; without a week that of everybody. */
type Row = Record<Band | 'users', number> & { week?: string; isNew: boolean };

/** Which users are meant; a part that is missing means all. */
export interface Cell {
  band?: Band | undefined;
  /** The Monday of the week in which they came. */
  cohort?: string | undefined;
}

const words = texts.atRisk.cohorts;

/** How many users are in each band, by the week in which they came; a cell is chosen to see who they are. */
export function Cohorts({ chosen, onChoose }: { chosen: Cell; onChoose: (cell: Cell) => void }) {
  const answer = useQuery(churn.query('/churn/bands'));
  return (
    <Answer of={answer}>
      {({ cohorts }) => {
        const rows: Row[] = [sumOf(cohorts), ...cohorts.toReversed()];
        const cell = (row: Row, band?: Band) => {
          const users = row[band ?? 'users'];
          if (users === 0) return count(0);
          return (
            <button
              type="button"
              className="link"
              aria-pressed={chosen.band === band && chosen.cohort === row.week}
              aria-label={words.cell(count(users), nameOf(row.week), band ?? texts.lists.all)}
              onClick={() => onChoose({ band, cohort: row.week })}
            >
              {count(users)}
            </button>
          );
        };
        return (
          <div className={styles.cohorts}>
            <Table
              caption={words.caption}
              columns={[
                { name: words.week, value: ({ week, isNew }) => nameOf(week, isNew) },
                { name: words.all, value: (row) => cell(row), isNumber: true },
                ...BANDS.map((band) => ({
                  name: band,
                  value: (row: Row) => cell(row, band),
                  isNumber: true,
                })),
              ]}
              rows={rows}
            />
          </div>
        );
      }}
    </Answer>
  );
}

function nameOf(week: string | undefined, isNew = true): string {
  if (week === undefined) return words.everybody;
  return isNew ? day(week) : words.orBefore(day(week));
}

function sumOf(cohorts: Churn['BandsByCohortDto']['cohorts']): Row {
  const sum = (name: Band | 'users') => cohorts.reduce((all, cohort) => all + cohort[name], 0);
  return { isNew: true, users: sum('users'), low: sum('low'), medium: sum('medium'), high: sum('high') };
}
