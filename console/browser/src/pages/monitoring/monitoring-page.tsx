import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from 'wouter';
import { churn } from '../../data/service.js';
import { Page } from '../../parts/page.js';
import { texts } from '../../texts.js';
import { monitoringTexts } from '../../texts/monitoring.js';
import { Alerts } from './alerts.js';
import { Backtests } from './backtests.js';
import { Drift } from './drift.js';
import { Lifecycle } from './lifecycle.js';
import styles from './monitoring.module.css';
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
        <ul className={`row ${styles.links}`}>
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
