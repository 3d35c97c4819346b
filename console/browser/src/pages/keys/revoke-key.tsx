import { ingest } from '../../data/service.js';
import { useSession } from '../../data/session.js';
import { ConfirmedAction } from '../../parts/confirmed-action.js';
import { keysTexts } from '../../texts/keys.js';

const words = keysTexts.revoke;

/** Ends a key for good. */
export function RevokeKey({ name }: { name: string }) {
  const session = useSession();
  return (
    <ConfirmedAction
      label={words.action}
      name={words.of(name)}
      isDanger
      title={words.asks(name)}
      run={() => ingest.send('delete', '/admin/keys/{name}', { params: { path: { name } } })}
    >
      <p>{words.explains}</p>
      <p>
        <strong>{words.forGood}</strong>
      </p>
      {session.name === name && <p>{words.signsOut}</p>}
    </ConfirmedAction>
  );
}
