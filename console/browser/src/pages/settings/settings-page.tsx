import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { churn, ingest, recommender } from '../../data/service.js';
import { Answer } from '../../parts/answer.js';
import { Badge } from '../../parts/badge.js';
import { Page, Section } from '../../parts/page.js';
import { Table } from '../../parts/table.js';
import type { Column } from '../../parts/table.js';
import { texts } from '../../texts.js';

interface Setting {
  name: string;
  value: string | null;
  source: 'environment' | 'default';
  meaning: string;
}

const words = texts.settings;

const COLUMNS: readonly Column<Setting>[] = [
  { name: words.columns.name, value: ({ name }) => <code>{name}</code> },
  {
    isText: true,
    name: words.columns.value,
    value: ({ value }) =>
      value === null ? <span className="note">{words.notSet}</span> : <code>{value}</code>,
  },
  {
    name: words.columns.source,
    value: ({ source }) => <Badge state={source}>{words.sources[source]}</Badge>,
  },
  { isText: true, name: words.columns.meaning, value: ({ meaning }) => meaning },
];

/** What is set, and where does each value come from? */
export default function SettingsPage() {
  const [sought, setSought] = useState('');
  const [isChangedOnly, setChangedOnly] = useState(false);
  const needle = sought.trim().toLowerCase();
  const keep = ({ name, meaning, source }: Setting) =>
    (!isChangedOnly || source === 'environment') && `${name} ${meaning}`.toLowerCase().includes(needle);
  return (
    <Page title={words.title} lead={words.lead}>
      <search className="row">
        <label htmlFor="sought">{words.find}</label>
        <input id="sought" type="search" value={sought} onChange={({ target }) => setSought(target.value)} />
        <label className="check">
          <input
            type="checkbox"
            checked={isChangedOnly}
            onChange={({ target }) => setChangedOnly(target.checked)}
          />
          {words.changedOnly}
        </label>
      </search>
      {[ingest, churn, recommender].map((service) => (
        <SettingsOf
          key={service.name}
          service={service}
          keep={keep}
          isFolded={needle === '' && !isChangedOnly}
        />
      ))}
    </Page>
  );
}

function SettingsOf({
  service,
  keep,
  isFolded,
}: {
  service: typeof ingest;
  keep: (setting: Setting) => boolean;
  isFolded: boolean;
}) {
  const answer = useQuery(service.query('/admin/settings'));
  const title = words.of[service.name];
  return (
    <Section title={title} isFolded={isFolded}>
      <Answer of={answer}>
        {({ settings }) => <Table columns={COLUMNS} rows={settings.filter(keep)} empty={words.noneFound} />}
      </Answer>
    </Section>
  );
}
