import { addressOf, ingest } from '../../data/service.js';
import { useMayAdminister } from '../../data/session.js';
import { ConfirmedAction } from '../../parts/confirmed-action.js';
import { texts } from '../../texts.js';

const words = texts.people;

/** Leaves a user out of both models, or includes one again, with a reason and a confirmation. */
export function ExcludeUser({ userId, isExcluded }: { userId: string; isExcluded: boolean }) {
  const { exclude, include, anonymous, asks, reason, includeExplains, excludeExplains } = words.exclusion;
  const action = isExcluded ? include : exclude;
  return (
    <ConfirmedAction
      label={action}
      obstacle={userId === '0' ? anonymous : null}
      isDanger={!isExcluded}
      title={asks(action, userId)}
      fields={{ reason: { label: reason } }}
      run={(typed) =>
        ingest.send('put', '/admin/ingest/exclusions/{userId}', {
          params: { path: { userId } },
          body: { excluded: !isExcluded, reason: typed.reason },
        })
      }
    >
      <p>{isExcluded ? includeExplains : excludeExplains}</p>
    </ConfirmedAction>
  );
}

/** Everything that is kept of a user, as a file of JSON lines. */
export function ExportUser({ userId }: { userId: string }) {
  const { action, explains, fileOf } = words.export;
  if (!useMayAdminister()) {
    return (
      <button type="button" disabled title={texts.needsAdmin}>
        {action}
      </button>
    );
  }
  return (
    <a
      className="button"
      href={addressOf('ingest', '/admin/users/{userId}/export', { path: { userId } })}
      download={fileOf(userId)}
      title={explains}
    >
      {action}
    </a>
  );
}
