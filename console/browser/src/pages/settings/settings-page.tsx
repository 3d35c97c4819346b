import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Ingest } from '../../data/contracts.js';
import { churn, ingest, recommender } from '../../data/service.js';
import { Badge } from '../../parts/badge.js';
import { ListSection } from '../../parts/sections.js';
import { Page } from '../../parts/page.js';
import { Wrapped } from '../../parts/records.js';
import { texts } from '../../texts.js';

const words = texts.settings;

/** What is set, and where does each value come from? */
export default function SettingsPage() {
  const [sought, setSought] = useState('');
  const [isChangedOnly, setChangedOnly] = useState(false);
  const needle = sought.trim().toLowerCase();
  const keep = ({ name, meaning, source }: Ingest['SettingDto']) =>
    (!isChangedOnly || source === 'environment') && `${name} ${meaning}`.toLowerCase().includes(needle);
  return (
    <Page title={texts.navigation.settings} lead={words.lead}>
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
  keep: (setting: Ingest['SettingDto']) => boolean;
  isFolded: boolean;
}) {
  const answer = useQuery(service.query('/admin/settings'));
  return (
    <ListSection
      title={words.of(service.name)}
      isFolded={isFolded}
      of={answer}
      rows={({ settings }) =>
        settings.filter(keep).map(({ name, value, source, meaning }) => ({
          setting: <code>{name}</code>,
          value: <Wrapped>{value === null ? words.notSet : <code>{value}</code>}</Wrapped>,
          source: <Badge state={source} />,
          meaning,
        }))
      }
      empty={() => words.noneFound}
    />
  );
}
