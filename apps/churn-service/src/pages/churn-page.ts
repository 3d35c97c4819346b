import { htmlPage } from '#common';
import type { PageLink, ReportSection } from '#common';

interface ChurnPage {
  title: string;
  /** Address of the page below /churn/, to link from. */
  at: string;
  synthetic: boolean;
  /** Version whose report is linked to; null without one. */
  version?: number | null;
  notes?: string[];
  sections: ReportSection[];
}

const PAGES: readonly PageLink[] = [
  { text: 'Alerts', href: 'alerts/report' },
  { text: 'Outcomes', href: 'outcomes/report' },
  { text: 'Drift', href: 'drift/report' },
  { text: 'Backtests', href: 'backtests/report' },
  { text: 'Lifecycle of users', href: 'lifecycle/report' },
];

/** A page of the service, with links to the others. */
export function churnPage({ title, at, synthetic, version = null, notes = [], sections }: ChurnPage): string {
  const up = '../'.repeat(at.split('/').length - 1);
  const report = version === null ? [] : [{ text: `Version ${version}`, href: `models/${version}/report` }];
  const links = [...PAGES, ...report].map(({ text, href }) => ({ text, href: `${up}${href}` }));
  return htmlPage({ title, synthetic, notes, sections, links });
}
