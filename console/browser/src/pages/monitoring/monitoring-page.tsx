import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from 'wouter';
import { churn } from '../../data/service.js';
import { day } from '../../format/times.js';
import { Answer } from '../../parts/answer.js';
import { Badge } from '../../parts/badge.js';
import { Page } from '../../parts/page.js';
import { ReportSection } from '../../parts/sections.js';
import { texts } from '../../texts.js';
import { monitoringTexts } from '../../texts/monitoring.js';
import { Backtests } from './backtests.js';
import { Drift } from './drift.js';
import { Lifecycle } from './lifecycle.js';
import { Outcomes } from './outcomes.js';

const words = monitoringTexts;
const PARTS = {
  alerts: Alerts,
  drift: Drift,
  outcomes: Outcomes,
  backtests: Backtests,
  lifecycle: Lifecycle,
};
type Part = keyof typeof PARTS;

/** Is the live churn model still right, and how do its users fare? One part at a time. */
export default function MonitoringPage() {
  const { part } = useParams();
  const shown = part !== undefined && Object.hasOwn(PARTS, part) ? (part as Part) : 'alerts';
  const Shown = PARTS[shown];
  const { data } = useQuery(churn.query('/churn/alerts'));
  const { title, lead } = words[shown];
  return (
    <Page title={title} lead={data?.synthetic === true ? `${lead} ${texts.overview.synthetic}` : lead}>
      <nav aria-label={words.navigation}>
        <ul className="row">
          {Object.keys(PARTS).map((name) => (
            <li key={name}>
              <Link href={`/monitoring/${name}`} aria-current={name === shown ? 'page' : undefined}>
                {words[name as Part].title}
              </Link>
            </li>
          ))}
        </ul>
      </nav>
      <Shown />
    </Page>
  );
}

/** Which rules fire, by how much, and since when? */
function Alerts() {
  const answer = useQuery(churn.query('/churn/alerts'));
  return (
    <Answer of={answer}>
      {({ rules, newestDay }) => (
        <ReportSection
          isFolded={false}
          title={words.alerts.rules}
          note={words.alerts.newestDay(newestDay === null ? null : day(newestDay))}
          rows={rules.map(({ rule, state, value, limit, since, found, toDo }) => ({
            rule: texts.overview.checks.alerts[rule],
            state: <Badge state={state} />,
            value,
            limit,
            since,
            found,
            toDo: state === 'firing' ? toDo : null,
          }))}
        />
      )}
    </Answer>
  );
}
