import type { Ingest } from '../../data/contracts.js';
import { ingest } from '../../data/service.js';
import { useSession } from '../../data/session.js';
import { startOfDay } from '../../format/times.js';
import { ConfirmedAction } from '../../parts/confirmed-action.js';
import { manyOf } from '../../parts/field.js';
import { keysTexts } from '../../texts/keys.js';

export type KeyWithToken = Ingest['KeyWithTokenDto'];
type Scope = Ingest['NewKeyBody']['scopes'][number];
const NAME = /^(?!current$)[a-z0-9][a-z0-9._-]{0,62}$/;
const A_DAY = '86400';

/** Makes a key with a name and scopes. */
export function MakeKey({ onMade }: { onMade: (key: KeyWithToken) => void }) {
  const words = keysTexts.make;
  const scopes = Object.entries(keysTexts.scopes).map(
    ([scope, meaning]) =>
      [
        scope,
        <>
          <code>{scope}</code>: {meaning}
        </>,
      ] as const,
  );
  return (
    <ConfirmedAction
      words={words}
      fields={{
        name: {
          label: words.name,
          help: words.nameHelp,
          problem: (name) => (NAME.test(name) ? null : words.nameWrong(name)),
        },
        owner: { label: words.owner, help: words.ownerHelp, isOptional: true },
        note: { label: words.note, help: words.noteHelp, isOptional: true },
        job: { label: words.job, options: Object.entries(words.jobs), isOptional: true },
        scopes: { label: words.scopes, type: 'many', options: scopes, suggested: ({ job = '' }) => job },
        until: { label: words.expires, type: 'date', isOptional: true },
      }}
      run={({ name, owner, note, scopes: chosen, until }) =>
        ingest.send('post', '/admin/keys', {
          body: {
            name,
            scopes: manyOf(chosen) as Scope[],
            expiresAt: startOfDay(until, 1),
            owner: owner || undefined,
            note: note || undefined,
          },
        })
      }
      onDone={onMade}
    />
  );
}

/** Gives a key a new token. */
export function RotateKey({ name, onRotated }: { name: string; onRotated: (key: KeyWithToken) => void }) {
  const words = keysTexts.rotate;
  const session = useSession();
  return (
    <ConfirmedAction
      words={words}
      of={name}
      fields={{ grace: { label: words.grace, options: Object.entries(words.graces), initial: A_DAY } }}
      run={({ grace }) =>
        ingest.send('post', '/admin/keys/{name}/rotate', {
          params: { path: { name } },
          body: { graceSeconds: Number(grace) },
        })
      }
      onDone={onRotated}
    >
      {session.name === name && <p>{words.signsOut}</p>}
    </ConfirmedAction>
  );
}

/** Ends a key for good. */
export function RevokeKey({ name }: { name: string }) {
  const words = keysTexts.revoke;
  const session = useSession();
  return (
    <ConfirmedAction
      words={words}
      of={name}
      isDanger
      run={() => ingest.send('delete', '/admin/keys/{name}', { params: { path: { name } } })}
    >
      <p>
        <strong>{words.forGood}</strong>
      </p>
      {session.name === name && <p>{words.signsOut}</p>}
    </ConfirmedAction>
  );
}
