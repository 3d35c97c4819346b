import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'wouter';
import { useAddress } from '../../data/address.js';
import type { Ingest } from '../../data/contracts.js';
import { usePages } from '../../data/pages.js';
import { ingest } from '../../data/service.js';
import { time } from '../../format/times.js';
import { Badge } from '../../parts/badge.js';
import { Page, Section } from '../../parts/page.js';
import { PagedTable } from '../../parts/paged-table.js';
import { ListSection } from '../../parts/sections.js';
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
  const chosen = useAddress().of('key');
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
    actions: (
      <div className="row">
        <Link className="button" href={`/keys?key=${encodeURIComponent(key.name)}`}>
          {words.requests.action}
        </Link>
        {key.source === 'database' && key.state === 'active' && (
          <RotateKey name={key.name} onRotated={setMade} />
        )}
        {key.source === 'database' && key.state !== 'revoked' && <RevokeKey name={key.name} />}
      </div>
    ),
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
      {chosen !== undefined && <Requests key={chosen} name={chosen} />}
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

/** What a key was used for. */
function Requests({ name }: { name: string }) {
  const answer = useQuery(
    ingest.query('/admin/keys/{name}/requests', { params: { path: { name }, query: { days: 7 } } }),
  );
  return (
    <ListSection
      title={words.requests.title(name)}
      note={
        <>
          {words.requests.note}{' '}
          <Link href={`/audit?key=${encodeURIComponent(name)}`}>{words.requests.audit}</Link>.
        </>
      }
      of={answer}
      rows={({ requests }) => requests}
      empty={() => words.requests.none}
    />
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
