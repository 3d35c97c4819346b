import { htmlPage, pageTime, tableOfValues } from '#common';
import type { ModelVersion, ReportSection } from '#common';
import { barChart, lineChart } from '#plots';
import type { Plot } from '#plots';
import type { Interval } from '#ml';
import { reportOf } from '../evaluation/model-report.js';
import type { ModelReport } from '../evaluation/model-report.js';
import { modelDescription, modelName } from '../engines/model-name.js';
import { storedParameters } from '../engines/training-parameters.js';
import type { ColdEvaluation } from '../evaluation/cold-evaluation.js';
import type { FitTrace } from '../engines/training-engine.js';
import type { HeldOutEvaluation } from '../evaluation/held-out-evaluation.js';
import type { ModelEvaluation } from '../evaluation/model-evaluation.js';

type NamedModels = [name: string, model: ModelEvaluation][];

/** The report of a version as a page with plots. */
export function reportPage(version: ModelVersion): string {
  const report = reportOf(version);
  const parameters = storedParameters(version);
  const notes = [
    `Model: ${modelDescription(parameters)}.`,
    `State: ${version.state}. Trained on logs from ${report.data.from} to ${report.data.to}, stored ${pageTime(version.createdAt)}.`,
    ...version.gate.reasons,
  ];
  const { evaluation } = report;
  return htmlPage({
    title: `Recommender version ${version.version}`,
    synthetic: report.synthetic,
    notes,
    sections: [
      ...(evaluation === null ? [] : evaluationSections(evaluation, modelName(parameters))),
      ...coldSection(report.coldSongs),
      fitSection(report.fits),
      ...dataSections(report.data),
      { heading: 'Parameters', table: tableOfValues(version.parameters) },
      { heading: 'Seconds', table: tableOfValues(report.seconds) },
    ],
  });
}

function evaluationSections(evaluation: HeldOutEvaluation, name: string): ReportSection[] {
  const { model, popularity, neighbours, liveParameters, liveVersion } = evaluation;
  const candidates: [string, ModelEvaluation | null][] = [
    [name, model],
    ['item neighbours, not tuned', neighbours],
    ['popularity', popularity],
    ['live version', liveVersion],
    ['live parameters', liveParameters],
  ];
  const models = candidates.filter((named): named is NamedModels[number] => named[1] !== null);
  return [
    {
      heading: 'Held-out days',
      paragraphs: [
        `${evaluation.evaluatedUsers} of ${evaluation.eligibleUsers} users, ${evaluation.heldOutPairs} relevant songs; ` +
          `${evaluation.unreachablePairs} more were too new to be in any list. The whole catalogue was ranked. Intervals: 95 %, ` +
          `bootstrap over users. Item neighbours were evaluated on ${neighbours.users} of the users.`,
      ],
      table: metricsTable(models),
      figures: [metricChart(models, 'ndcg', 'NDCG'), metricChart(models, 'recall', 'Recall'), curve(models)],
    },
    { heading: 'Quality by segment', figures: [activityChart(models), popularityChart(models)] },
  ];
}

function metricsTable(models: NamedModels): NonNullable<ReportSection['table']> {
  return {
    columns: [
      'model',
      'list',
      'Recall',
      'NDCG',
      'MAP',
      'hit rate',
      'coverage',
      'novelty, bits',
      'mean percentile',
    ],
    rows: models.flatMap(([name, { at, expectedPercentile }]) =>
      at.map(({ k, recall, ndcg, map, hitRate, coverage, novelty }) => [
        name,
        k,
        ...[recall, ndcg, map, hitRate, coverage].map((value) => value.toFixed(4)),
        novelty.toFixed(2),
        expectedPercentile?.toFixed(4) ?? null,
      ]),
    ),
  };
}

function metricChart(models: NamedModels, metric: 'ndcg' | 'recall', name: string): Plot {
  return barChart({
    title: `${name} by length of list`,
    yLabel: name,
    series: models.map(([model]) => model),
    groups: models[0]![1].at.map(({ k }, n) => ({
      name: `first ${k}`,
      values: models.map(([, model]) => {
        const value = model.at[n]![metric];
        const { low, high } = model.intervals[metric];
        return k === model.k ? { value, low, high } : { value };
      }),
    })),
  });
}

function curve(models: NamedModels): Plot {
  return lineChart({
    title: 'Relevant songs found within the first share of the ranked catalogue',
    xLabel: 'share of the catalogue',
    yLabel: 'share found',
    xIsLogarithmic: true,
    series: models.map(([name, { percentileCurve }]) => ({
      name,
      points: percentileCurve.map(({ within, found }) => ({ x: within, y: found })),
    })),
  });
}

function activityChart(models: NamedModels): Plot {
  return barChart({
    title: 'NDCG by songs liked before the cut',
    yLabel: `NDCG@${models[0]![1].k}`,
    series: models.map(([name]) => name),
    groups: models[0]![1].byActivity.map(({ from, to, users }) => ({
      name: `${from}${to === null ? ' or more' : ` to ${to}`} (${users} users)`,
      values: models.map(([, { byActivity }]) => {
        const band = byActivity.find((other) => other.from === from);
        return band === undefined ? null : { value: band.ndcg };
      }),
    })),
  });
}

function popularityChart(models: NamedModels): Plot {
  return barChart({
    title: 'Recall by popularity of the song (head, middle and tail hold 50, 30 and 20 % of listeners)',
    yLabel: `Recall@${models[0]![1].k}`,
    series: models.map(([name]) => name),
    groups: models[0]![1].byPopularity.map(({ segment, songs }, n) => ({
      name: `${segment} (${songs} songs)`,
      values: models.map(([, { byPopularity }]) => ({ value: byPopularity[n]!.recall })),
    })),
  });
}

function coldSection(cold: ColdEvaluation | null): ReportSection[] {
  if (cold === null) return [];
  const { songs, users, ndcg, popularity, likedSongs, lists, scale } = cold;
  const rows: [string, number, Interval | null][] = [
    ["cold songs alone, by their singers' vectors", users, ndcg],
    ["cold songs alone, by listeners of the singers' songs", users, popularity],
    ["cold songs alone, by the singers' songs that the user likes", users, likedSongs],
    ['lists of all songs, with cold ones', lists?.users ?? 0, lists?.withCold ?? null],
    ['lists of all songs, without cold ones', lists?.users ?? 0, lists?.withoutCold ?? null],
    ['gain of lists by cold songs', lists?.users ?? 0, lists?.difference ?? null],
  ];
  return [
    {
      heading: 'Cold songs: hardly any listeners',
      paragraphs: [
        `${songs} songs had too few listeners before the cut and a singer with others. Their scores are multiplied by ${scale}; they fill ` +
          `${(100 * (lists?.shareOfPlaces ?? 0)).toFixed(1)} % of the places in lists.`,
      ],
      table: {
        columns: ['NDCG of', 'users', 'mean', '95 % from', 'to'],
        rows: rows.map(([name, asked, found]) => [
          name,
          asked,
          ...(found === null
            ? [null, null, null]
            : [found.value, found.low, found.high].map((value) => value.toFixed(4))),
        ]),
      },
    },
  ];
}

function fitSection({ early, served }: { early: FitTrace | null; served: FitTrace }): ReportSection {
  const traces: [string, FitTrace][] = [
    ...(early === null ? [] : ([['without the held-out days', early]] as [string, FitTrace][])),
    ['served', served],
  ];
  return {
    heading: 'Fit',
    table: {
      columns: ['fit', 'engine', 'iterations', 'SHA-256 of the vectors'],
      rows: traces.map(([name, { engine, iterations, factorsSha256 }]) => [
        name,
        engine,
        iterations,
        factorsSha256.slice(0, 16),
      ]),
    },
    figures: [
      lineChart({
        title: 'Loss by iteration',
        xLabel: 'iteration',
        yLabel: 'loss',
        series: traces.map(([name, { losses }]) => ({
          name,
          points: losses.map((loss, n) => ({ x: n + 1, y: loss })),
        })),
      }),
    ],
  };
}

/** What it learned from, and which days are not whole. */
function dataSections({ holes, ...data }: ModelReport['data']): ReportSection[] {
  return [
    { heading: 'Data', table: tableOfValues(data) },
    {
      heading: 'Holes in the logs',
      ...(holes.length === 0
        ? { paragraphs: ['None.'] }
        : {
            table: {
              columns: ['day', 'kind', 'what is missing'],
              rows: holes.map(({ day, kind, reason }) => [day, kind, reason]),
            },
          }),
    },
  ];
}
