import { ingest } from '../../data/service.js';
import { ConfirmedAction } from '../../parts/confirmed-action.js';
import { texts } from '../../texts.js';

const words = texts.people.exclusion;

/** Leaves a user out of both models, or includes one again, with a reason and a confirmation. */
export function ExcludeUser({ userId, isExcluded }: { userId: string; isExcluded: boolean }) {
  const action = isExcluded ? words.include : words.exclude;
  return (
    <ConfirmedAction
      label={action}
      obstacle={userId === '0' ? words.anonymous : null}
      isDanger={!isExcluded}
      title={words.asks(action, userId)}
      field={{ label: words.reason }}
      run={(reason) =>
        ingest.send('put', '/admin/ingest/exclusions/{userId}', {
          params: { path: { userId } },
          body: { excluded: !isExcluded, reason },
        })
      }
    >
      <p>{isExcluded ? words.includeExplains : words.excludeExplains}</p>
    </ConfirmedAction>
  );
}
