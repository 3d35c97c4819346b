import { useQuery } from '@tanstack/react-query';
import { churn } from '../../data/service.js';
import { day } from '../../format/times.js';
import { Answer } from '../../parts/answer.js';
import { Badge } from '../../parts/badge.js';
import { ReportSection } from '../../parts/report-section.js';
import { texts } from '../../texts.js';
import { monitoringTexts } from '../../texts/monitoring.js';

const words = monitoringTexts.alerts;

/** Which rules fire, by how much, and since when? */
export function Alerts() {
  const answer = useQuery(churn.query('/churn/alerts'));
  return (
    <Answer of={answer}>
      {({ rules, newestDay }) => (
        <ReportSection
          isFolded={false}
          title={words.rules}
          note={words.newestDay(newestDay === null ? null : day(newestDay))}
          rows={rules.map(({ rule, state, value, limit, since, found, toDo }) => ({
            rule: texts.overview.checks.alerts[rule],
            state: <Badge state={state}>{words.states[state]}</Badge>,
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
