import { ago } from '../../format/times.js';
import { Acknowledge, saidOf } from '../../parts/acknowledge.js';
import { Badge } from '../../parts/badge.js';
import { PageLink, ServiceText } from '../../parts/service-text.js';
import { Table } from '../../parts/table.js';
import type { Column } from '../../parts/table.js';
import { texts } from '../../texts.js';
import { StartJob } from '../jobs/start-job.js';
import type { Check } from './checks.js';

const words = texts.overview;

const COLUMNS: readonly Column<Check>[] = [
  {
    name: words.columns.check,
    value: ({ urgency, name }) => (
      <>
        <Badge state={urgency}>{words.urgencies[urgency]}</Badge> <strong>{name}</strong>
      </>
    ),
  },
  { name: words.columns.found, isText: true, value: Found },
  {
    name: words.columns.actions,
    isAction: true,
    value: ({ starts, link, subjects, urgency, name, noted }) => (
      <div className="row">
        {starts !== undefined ? <StartJob kind={starts} /> : link !== undefined && <PageLink {...link} />}
        {subjects !== undefined && urgency !== 'fine' && (
          <Acknowledge subjects={subjects} found={name} noted={noted} />
        )}
      </div>
    ),
  },
];

export function CheckList({ checks }: { checks: readonly Check[] }) {
  return <Table columns={COLUMNS} rows={checks} keyOf={({ name, found }) => name + found} />;
}

function Found({ found, since, noted, toDo }: Check) {
  return (
    <>
      <p>
        <ServiceText>{found}</ServiceText>
        {since && ` ${words.since(ago(since))}`}
      </p>
      {noted !== undefined && <p>{saidOf(noted)}</p>}
      {toDo !== undefined && (
        <p className="note">
          <ServiceText>{toDo}</ServiceText>
        </p>
      )}
    </>
  );
}
