import { useState } from 'react';
import type { Ingest } from '../../data/contracts.js';
import { usePages } from '../../data/pages.js';
import { ingest } from '../../data/service.js';
import { time } from '../../format/times.js';
import { Badge } from '../../parts/badge.js';
import { Page, Section } from '../../parts/page.js';
import { PagedTable } from '../../parts/paged-table.js';
import { Wrapped } from '../../parts/records.js';
import { ShownSecret } from '../../parts/shown-secret.js';
import { ValueList } from '../../parts/value-list.js';
import { texts } from '../../texts.js';
import { keysTexts } from '../../texts/keys.js';
import { MakeKey, RevokeKey, RotateKey } from './key-actions.js';
import type { KeyWithToken } from './key-actions.js';

type Key = Ingest['KeyDto'];
const words = keysTexts;

const whenOr = (at: string | null, otherwise: string) => (at === null ? otherwise : time(at));

/** Who may ask the platform for what, and which keys are still used? */
export default function KeysPage() {
  const [made, setMade] = useState<KeyWithToken | null>(null);
  const pages = usePages(['ingest', '/admin/keys'], (cursor) =>
    ingest.send('get', '/admin/keys', { params: { query: { limit: 50, cursor } } }),
  );
  const rowOf = (key: Key) => ({
    name: (
      <Wrapped>
        <code>{key.name}</code>
        <p className="note">{[key.owner, key.note].filter((text) => text !== null).join(': ')}</p>
      </Wrapped>
    ),
    actions:
      key.source === 'database' && key.state !== 'revoked' ? (
        <div className="row">
          {key.state === 'active' && <RotateKey name={key.name} onRotated={setMade} />}
          <RevokeKey name={key.name} />
        </div>
      ) : null,
    state: <Badge state={key.state} />,
    scopes: key.scopes.join(', '),
    use: <ValueList isCompact value={useOf(key)} />,
  });
  return (
    <Page title={texts.navigation.keys} lead={words.lead} actions={<MakeKey onMade={setMade} />}>
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
          rows={({ keys }) => keys.map(rowOf)}
          keys={({ keys }) => keys.map(({ name }) => name)}
          empty={words.none}
        />
      </Section>
    </Page>
  );
}

function useOf({
  createdAt,
  createdBy,
  expiresAt,
  lastUsedAt,
  source,
  tokens,
}: Key): Record<string, unknown> {
  return {
    created: createdAt === null ? words.settings : words.madeBy(time(createdAt), createdBy ?? ''),
    expires: whenOr(expiresAt, words.never),
    // The use of keys of settings is not known.
    lastUsed: source === 'settings' ? null : whenOr(lastUsedAt, words.never),
    tokens: tokens.map(({ prefix, endsAt }) =>
      endsAt === null ? words.begins(prefix) : words.endsAt(prefix, time(endsAt)),
    ),
  };
}
