import { useState } from 'react';
import type { IngestComponents } from '../../data/contracts.js';
import { usePages } from '../../data/pages.js';
import { ingest } from '../../data/service.js';
import { time } from '../../format/times.js';
import { Badge } from '../../parts/badge.js';
import { Page, Section } from '../../parts/page.js';
import { PagedTable } from '../../parts/paged-table.js';
import { ShownSecret } from '../../parts/shown-secret.js';
import type { Column } from '../../parts/table.js';
import { keysTexts } from '../../texts/keys.js';
import { MakeKey, RevokeKey, RotateKey } from './key-actions.js';
import type { KeyWithToken } from './key-actions.js';

type Key = IngestComponents['schemas']['KeyDto'];
type KeyToken = IngestComponents['schemas']['KeyTokenDto'];
const words = keysTexts;

const whenOr = (at: string | null, otherwise: string) => (at === null ? otherwise : time(at));

const NAME: Column<Key> = { name: words.columns.name, value: ({ name }) => <code>{name}</code> };
const COLUMNS: readonly Column<Key>[] = [
  { name: words.columns.state, value: ({ state }) => <Badge state={state}>{words.states[state]}</Badge> },
  { name: words.columns.scopes, value: ({ scopes }) => scopes.join(', ') },
  {
    name: words.columns.owner,
    value: ({ owner, note }) => [owner, note].filter((text) => text !== null).join(': ') || null,
  },
  {
    name: words.columns.made,
    value: ({ createdAt, createdBy }) =>
      createdAt === null ? words.settings : words.madeBy(time(createdAt), createdBy ?? ''),
  },
  { name: words.columns.expires, value: ({ expiresAt }) => whenOr(expiresAt, words.never) },
  {
    name: words.columns.used,
    // The use of keys of settings is not known.
    value: ({ lastUsedAt, source }) => whenOr(lastUsedAt, source === 'settings' ? '–' : words.never),
  },
  { name: words.columns.tokens, value: ({ tokens }) => <Tokens tokens={tokens} /> },
];

/** Who may ask the platform for what, and which keys are still used? */
export default function KeysPage() {
  const [made, setMade] = useState<KeyWithToken | null>(null);
  const pages = usePages(['ingest', '/admin/keys'], (cursor) =>
    ingest.send('get', '/admin/keys', { params: { query: { limit: 50, cursor } } }),
  );
  const changes: Column<Key> = {
    name: words.columns.actions,
    isAction: true,
    value: (key) =>
      key.source === 'database' &&
      key.state !== 'revoked' && (
        <div className="row">
          {key.state === 'active' && <RotateKey name={key.name} onRotated={setMade} />}
          <RevokeKey name={key.name} />
        </div>
      ),
  };
  return (
    <Page title={words.title} lead={words.lead} actions={<MakeKey onMade={setMade} />}>
      {made !== null && (
        <ShownSecret
          key={made.token}
          title={words.token.title(made.name)}
          note={words.token.note}
          secret={made.token}
          onHide={() => setMade(null)}
        />
      )}
      <Section title={words.list} note={words.listNote}>
        <PagedTable
          of={pages}
          rows={({ keys }) => keys}
          columns={[NAME, changes, ...COLUMNS]}
          keyOf={({ name }) => name}
          empty={words.none}
        />
      </Section>
    </Page>
  );
}

function Tokens({ tokens }: { tokens: readonly KeyToken[] }) {
  if (tokens.length === 0) return null;
  return (
    <ul>
      {tokens.map(({ prefix, endsAt }) => (
        <li key={prefix}>{endsAt === null ? words.begins(prefix) : words.endsAt(prefix, time(endsAt))}</li>
      ))}
    </ul>
  );
}
