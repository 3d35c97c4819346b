import { addressOf } from '../../data/service.js';
import { useMayAdminister } from '../../data/session.js';
import { texts } from '../../texts.js';

const words = texts.people.export;

/** Everything that is kept of a user, as a file of JSON lines. */
export function ExportUser({ userId }: { userId: string }) {
  const mayAdminister = useMayAdminister();
  if (!mayAdminister) {
    return (
      <button type="button" disabled title={texts.needsAdmin}>
        {words.action}
      </button>
    );
  }
  return (
    <a
      className="button"
      href={addressOf('ingest', '/admin/users/{userId}/export', { path: { userId } })}
      download={words.fileOf(userId)}
      title={words.explains}
    >
      {words.action}
    </a>
  );
}
