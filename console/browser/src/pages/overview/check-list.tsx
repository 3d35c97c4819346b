import { Link } from 'wouter';
import { Badge } from '../../parts/badge.js';
import type { Tone } from '../../parts/badge.js';
import { texts } from '../../texts.js';
import { StartJob } from '../jobs/start-job.js';
import type { Check, Urgency } from './checks.js';
import styles from './overview.module.css';
import { withPages } from './routes-as-pages.js';
import type { LinkToPage } from './routes-as-pages.js';

const TONES: Record<Urgency, Tone> = { act: 'bad', look: 'warn', unknown: 'plain', fine: 'good' };

/** @param isBrief one line each, for what needs nobody */
export function CheckList({ checks, isBrief = false }: { checks: readonly Check[]; isBrief?: boolean }) {
  return (
    <ul className={styles.checks} data-brief={isBrief}>
      {checks.map((check) => (
        <li key={check.name + check.found} data-urgency={check.urgency}>
          <div className={styles.name}>
            <Badge tone={TONES[check.urgency]}>{texts.overview.urgencies[check.urgency]}</Badge>
            <h3>{check.name}</h3>
          </div>
          <div className={styles.found}>
            <p>
              <WithLinks text={check.found} />
            </p>
            {check.toDo !== undefined && (
              <p className={styles.toDo}>
                <WithLinks text={check.toDo} />
              </p>
            )}
          </div>
          <Action of={check} />
        </li>
      ))}
    </ul>
  );
}

function Action({ of: { starts, link } }: { of: Check }) {
  if (starts !== undefined) return <StartJob kind={starts} />;
  return link === undefined ? null : <PageLink {...link} />;
}

/** A text of a service; routes that it names become links, where a page does what they do. */
function WithLinks({ text }: { text: string }) {
  return withPages(text).map((part, place) =>
    typeof part === 'string' ? part : <PageLink key={place} {...part} />,
  );
}

function PageLink({ to, text }: LinkToPage) {
  // Pages of the services are not those of the console.
  if (to.startsWith('/api/')) return <a href={to}>{text}</a>;
  return <Link href={to}>{text}</Link>;
}
