import { ago } from '../../format/times.js';
import { Acknowledge, saidOf } from '../../parts/acknowledge.js';
import { Badge } from '../../parts/badge.js';
import type { Tone } from '../../parts/badge.js';
import { PageLink, ServiceText } from '../../parts/service-text.js';
import { texts } from '../../texts.js';
import { StartJob } from '../jobs/start-job.js';
import type { Check, Urgency } from './checks.js';
import styles from './overview.module.css';

const TONES: Record<Urgency, Tone> = {
  act: 'bad',
  look: 'warn',
  unknown: 'plain',
  known: 'plain',
  fine: 'good',
};

/** @param isBrief one line each, for what needs no action */
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
              <ServiceText>{check.found}</ServiceText>
              {check.since && ` ${texts.overview.since(ago(check.since))}`}
            </p>
            {check.noted !== undefined && <p>{saidOf(check.noted)}</p>}
            {check.toDo !== undefined && (
              <p className={styles.toDo}>
                <ServiceText>{check.toDo}</ServiceText>
              </p>
            )}
          </div>
          <div className={styles.actions}>
            <Action of={check} />
            {check.subjects !== undefined && check.urgency !== 'fine' && (
              <Acknowledge subjects={check.subjects} found={check.name} noted={check.noted} />
            )}
          </div>
        </li>
      ))}
    </ul>
  );
}

function Action({ of: { starts, link } }: { of: Check }) {
  if (starts !== undefined) return <StartJob kind={starts} />;
  return link === undefined ? null : <PageLink {...link} />;
}
