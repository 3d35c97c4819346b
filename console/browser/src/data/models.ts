import { useQuery } from '@tanstack/react-query';
import type { UseQueryResult } from '@tanstack/react-query';
import type { Churn, Recommender } from './contracts.js';
import { texts } from '../texts.js';
import { churn, recommender } from './service.js';
import { plotsOfChurn, plotsOfRecommender } from './version-plots.js';
import type { VersionPlots } from './version-plots.js';

export const MODEL_KINDS = ['churn', 'churn-ended', 'recommender'] as const;
export type ModelKind = (typeof MODEL_KINDS)[number];

/** What versions of both kinds have in common. */
export type Version = Pick<
  Churn['ChurnModelDto'],
  'version' | 'state' | 'createdAt' | 'dataFrom' | 'dataTo' | 'gate'
>;

/** Sentences of the checks of the gate that a version did not pass. */
export function missedChecks({ reasons }: Pick<Version['gate'], 'reasons'>): string[] {
  return reasons.filter((reason) => !reason.startsWith('Passed: '));
}

/** One of the list, with the measure that its kind is compared by: ROC AUC, or NDCG. */
export interface ListedVersion extends Version {
  measure: number | null;
}

export interface Models {
  /** The newest 50, newest first. */
  versions: ListedVersion[];
  /** The version that a rollback makes live; null when there is none. */
  rollbackTo: number | null;
  /** Of the churn model that bands use: the version that scores unserved, and how it does. */
  shadow?: Churn['ShadowDto'] | undefined;
}

/** A figure with the ends of its 95 % interval, where it has one. */
export interface Measured {
  value: number | null;
  low?: number | null;
  high?: number | null;
}

type Measure = Measured & { name: MeasureName };

export type MeasureName =
  'rocAuc' | 'prAuc' | 'brier' | 'logLoss' | 'ece' | 'ndcg' | 'recall' | 'map' | 'hitRate';

/** Measures of which less is better. */
export const ERRORS: readonly MeasureName[] = ['brier', 'logLoss', 'ece'];

/** One version with what its report says. */
export interface VersionDetail extends Version {
  synthetic: boolean;
  codeVersion: string;
  /** Users on whom it was measured. */
  users: number | null;
  /** None where the logs were too short to hold days out. */
  measures: Measure[];
  plots: VersionPlots;
  parameters: Record<string, unknown>;
  /** Of its kind only. */
  reports: { churn?: ChurnReport; recommender?: RecommenderReport };
}

export type ChurnReport = Churn['ChurnReportDto'];
export type RecommenderReport = Recommender['ModelReportDto'];

type Promotion = Churn['PromotionBody'];

const NEWEST = { limit: 50 };

/** How the churn model of a target is asked for. */
function churnSource(target: 'inactive' | 'ended') {
  const query = { target };
  return {
    useModels: () =>
      useQuery({
        ...churn.query('/churn/models', { params: { query: { ...NEWEST, ...query } } }),
        select: ({ models, rollbackTo, shadow }) => ({
          versions: models.map((model) => ({ ...model, measure: model.metrics.rocAuc })),
          rollbackTo,
          shadow: shadow ?? undefined,
        }),
      }),
    useVersion: (version: number) =>
      useQuery({
        ...churn.query('/churn/models/{version}', { params: { path: { version }, query } }),
        select: detailOfChurn,
      }),
    promote: (version: number, body: Promotion) =>
      churn.send('post', '/admin/churn/models/{version}/promote', {
        params: { path: { version }, query },
        body,
      }),
    rollBack: (body: { from: number }) =>
      churn.send('post', '/admin/churn/rollback', { params: { query }, body }),
  };
}

/** How each kind is asked for; the answers are of one shape. */
const SOURCES = {
  churn: churnSource('inactive'),
  'churn-ended': churnSource('ended'),
  recommender: {
    useModels: () =>
      useQuery({
        ...recommender.query('/recommend/models', { params: { query: NEWEST } }),
        select: ({ models, rollbackTo }) => ({
          versions: models.map((model) => ({ ...model, measure: model.metrics.ndcg })),
          rollbackTo,
        }),
      }),
    useVersion: (version: number) =>
      useQuery({
        ...recommender.query('/recommend/models/{version}', { params: { path: { version } } }),
        select: detailOfRecommender,
      }),
    promote: (version: number, body: Promotion) =>
      recommender.send('post', '/admin/recommender/models/{version}/promote', {
        params: { path: { version } },
        body,
      }),
    rollBack: (body: { from: number }) => recommender.send('post', '/admin/recommender/rollback', { body }),
  },
};

/** What the gate said, in a word. */
export function verdictOf({ gate }: Pick<Version, 'gate'>): string {
  const { undecided, accepted, refused } = texts.models.verdicts;
  return gate.undecided ? undecided : gate.accepted ? accepted : refused;
}

export const pageOfVersion = (kind: ModelKind, version: number): string => `/models/${kind}/${version}`;

export const useModels = (kind: ModelKind): UseQueryResult<Models> => SOURCES[kind].useModels();

export const useVersion = (kind: ModelKind, version: number): UseQueryResult<VersionDetail> =>
  SOURCES[kind].useVersion(version);

export const promote = (kind: ModelKind, version: number, body: Promotion): Promise<unknown> =>
  SOURCES[kind].promote(version, body);

/** Makes the version live that was live before `from`. */
export const rollBack = (kind: ModelKind, from: number): Promise<unknown> => SOURCES[kind].rollBack({ from });

/** The version scores everybody beside the live one, unserved; null: none does. */
export const chooseShadow = (version: number | null): Promise<unknown> =>
  version === null
    ? churn.send('delete', '/admin/churn/shadow', {})
    : churn.send('put', '/admin/churn/shadow', { body: { version } });

function detailOfChurn({ report, parameters, ...version }: Churn['ChurnModelDto']): VersionDetail {
  const { test } = report.metrics;
  const { intervals, calibration } = report;
  const of = (name: 'rocAuc' | 'prAuc' | 'brier' | 'logLoss'): Measure => ({
    ...intervals[name],
    name,
    value: test[name],
  });
  return {
    ...version,
    synthetic: report.synthetic,
    users: test.users,
    measures: [
      of('rocAuc'),
      of('prAuc'),
      of('brier'),
      of('logLoss'),
      { name: 'ece', value: calibration.ece },
    ],
    plots: plotsOfChurn(report),
    parameters: { model: report.model, ...parameters },
    reports: { churn: report },
  };
}

function detailOfRecommender({
  report,
  parameters,
  ...version
}: Recommender['RecommenderVersionDto']): VersionDetail {
  const { users = null } = report.evaluation?.model ?? {};
  return {
    ...version,
    synthetic: report.synthetic,
    users,
    measures: report.evaluation === null ? [] : measuresOf(report.evaluation.model),
    plots: plotsOfRecommender(report.evaluation?.model ?? null),
    parameters: { ...parameters },
    reports: { recommender: report },
  };
}

type Evaluation = NonNullable<Recommender['RecommenderVersionDto']['report']['evaluation']>;

function measuresOf({ ndcg, recall, map, hitRate, intervals }: Evaluation['model']): Measure[] {
  return [
    { ...intervals.ndcg, name: 'ndcg', value: ndcg },
    { ...intervals.recall, name: 'recall', value: recall },
    { name: 'map', value: map },
    { name: 'hitRate', value: hitRate },
  ];
}
