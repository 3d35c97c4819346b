import { useQuery } from '@tanstack/react-query';
import type { ChurnReport, VersionDetail } from '../../data/models.js';
import { churn } from '../../data/service.js';
import { measure } from '../../format/numbers.js';
import { churnVerdictTexts } from '../../texts/reports.js';

const words = churnVerdictTexts;

/** Lowest ROC AUC of each word, the best first. */
const RANKS = [
  [0.8, words.ranks.well],
  [0.7, words.ranks.fairly],
  [0, words.ranks.poorly],
] as const;
/** The share of users that would be contacted. */
const TOP = 0.1;

/** How good a churn version is, in one sentence: on test users and, of the live one, today. */
export function ChurnVerdict({ version, report }: { version: VersionDetail; report: ChurnReport }) {
  const isLive = version.state === 'live';
  const { data: drift } = useQuery({ ...churn.query('/churn/drift'), enabled: isLive, retry: false });
  const { test } = report.metrics;
  const top = report.curves.gains.find(({ share }) => share === TOP);
  const gain = report.gainOverRecency.rocAuc.value;
  const today = drift?.modelVersion === version.version ? drift.expected.to.rocAuc.value : null;
  const parts = [
    top && words.flagged(Math.round(100 * top.precision), Math.round(100 * test.churnRate)),
    gain !== null && words.beyondRecency(Math.round(1000 * gain) / 10),
    today !== null && words.today(measure(today, 2)),
  ];
  const [, rank] = RANKS.find(([from]) => (test.rocAuc ?? 0) >= from)!;
  return <p>{words.sentence(rank, parts.filter((part) => typeof part === 'string').join('; '))}</p>;
}
