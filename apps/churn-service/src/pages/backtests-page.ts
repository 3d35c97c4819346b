import { pageTime } from '#common';
import type { ReportSection } from '#common';
import { unixDay } from '#common/calendar';
import { lineChart } from '#plots';
import type { Backtest } from '../backtests/backtest.entity.js';
import type { BacktestOverview } from '../backtests/backtests.service.js';
import { churnPage } from './churn-page.js';
import { range } from './expected-quality.js';
import { four, percent } from './report/numbers.js';

type Origin = Backtest['report']['origins'][number];

/** One backtest, and which others there are. */
export function backtestsPage({ shown, kept, synthetic }: BacktestOverview): string {
  const at = 'backtests/report';
  if (shown === null)
    return churnPage({
      title: 'Backtests',
      at,
      synthetic,
      notes: ['No backtest yet. POST /admin/churn/backtest starts one.'],
      sections: [],
    });
  const { id, createdAt, report, parameters } = shown;
  return churnPage({
    title: `Backtest ${id}`,
    at,
    synthetic: report.synthetic,
    notes: [
      `Run at ${pageTime(createdAt)}. At each origin a model was trained as a retraining of that day would have been, and scored all users: ` +
        `${parameters.featureDays} days of features, ${parameters.labelDays} of labels, seed ${parameters.seed}.`,
    ],
    sections: [originsSection(shown), averagesSection(shown), holesSection(shown), othersSection(kept)],
  });
}

function originsSection({ report: { origins } }: Backtest): ReportSection {
  const line = (name: string, of: (origin: Origin) => number | null) => ({
    name,
    points: origins.flatMap((origin) => {
      const y = of(origin);
      return y === null || !Number.isFinite(y) ? [] : [{ x: unixDay(origin.scored), y }];
    }),
  });
  const chart = (title: string, yLabel: string, series: ReturnType<typeof line>[]) =>
    lineChart({ title, xLabel: 'scored as of', yLabel, xIsDay: true, series });
  return {
    heading: 'By origin',
    figures: [
      chart('ROC AUC, measured and expected', 'ROC AUC', [
        line('model', ({ rocAuc }) => rocAuc),
        line('recency alone', ({ recencyRocAuc }) => recencyRocAuc),
        line('expected', ({ expected }) => expected.rocAuc.value),
      ]),
      chart('Brier score', 'Brier score', [line('model', ({ brier }) => brier)]),
      chart('Calibration error', 'expected calibration error', [
        line('model', ({ calibration }) => calibration.ece),
        line('noise, 95th percentile', ({ calibration }) => calibration.eceNull.percentile95),
      ]),
    ],
    table: {
      columns: [
        'scored as of',
        'trained on',
        'users',
        'churn rate',
        'ROC AUC',
        'expected',
        'recency ROC AUC',
        'Brier score',
        'log loss',
        'calibration error',
        'slope',
      ],
      rows: origins.map((origin) => [
        origin.scored,
        origin.trained,
        origin.users,
        percent(origin.churnRate),
        four(origin.rocAuc),
        range(origin.expected.rocAuc),
        four(origin.recencyRocAuc),
        four(origin.brier),
        four(origin.logLoss),
        four(origin.calibration.ece),
        four(origin.calibration.slope),
      ]),
    },
  };
}

function averagesSection({ parameters, report: { withinOrigins } }: Backtest): ReportSection {
  return {
    heading: 'All origins',
    paragraphs: [`Means over the origins; intervals by ${parameters.resamples} bootstrap samples of users.`],
    table: {
      columns: ['metric', 'mean'],
      rows: [
        ['ROC AUC', range(withinOrigins?.rocAuc ?? null)],
        ['ROC AUC of recency', range(withinOrigins?.recencyRocAuc ?? null)],
        ['gain over recency', range(withinOrigins?.gainOverRecency ?? null)],
      ],
    },
  };
}

function holesSection({ report: { holes } }: Backtest): ReportSection {
  return {
    heading: 'Holes in the logs',
    ...(holes.length === 0
      ? { paragraphs: ['None.'] }
      : {
          table: {
            columns: ['day', 'kind', 'what is missing'],
            rows: holes.map(({ day, kind, reason }) => [day, kind, reason]),
          },
        }),
  };
}

function othersSection(kept: readonly Backtest[]): ReportSection {
  return {
    heading: 'All backtests',
    paragraphs: ['Add ?id= to the address of this page to show another one.'],
    table: {
      columns: ['id', 'run at', 'windows', 'origins', 'ROC AUC within origins', 'gain over recency'],
      rows: kept.map(({ id, createdAt, parameters, report: { origins, withinOrigins } }) => [
        id,
        pageTime(createdAt),
        `${parameters.featureDays} + ${parameters.labelDays} days`,
        origins.length,
        range(withinOrigins?.rocAuc ?? null),
        range(withinOrigins?.gainOverRecency ?? null),
      ]),
    },
  };
}
