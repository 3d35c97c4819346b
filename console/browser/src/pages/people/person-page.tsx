import { useQuery } from '@tanstack/react-query';
import { useIdOfPage } from '../../data/address.js';
import { addressOf, ingest } from '../../data/service.js';
import { useMayAdminister } from '../../data/session.js';
import { Empty } from '../../parts/answer.js';
import { Badge } from '../../parts/badge.js';
import { ConfirmedAction } from '../../parts/confirmed-action.js';
import { Page } from '../../parts/page.js';
import { texts } from '../../texts.js';
import { Facts } from './facts.js';
import { ForgetUsers } from './forget-users.js';
import { History } from './history.js';
import { Risk } from './risk.js';
import { SongsAgain, SongsForUser } from './songs-for-user.js';

const words = texts.people;

/** Will this user stay, why, and what should they hear? */
export default function PersonPage() {
  const userId = useIdOfPage('userId');
  const found = useQuery(ingest.query('/ingest/users', { params: { query: { prefix: userId, limit: 1 } } }));
  const user = found.data?.users.find((one) => one.userId === userId);
  const excluded = user?.excludedBecause ?? null;
  return (
    <Page
      title={words.personTitle(userId)}
      lead={
        <>
          {words.personLead}{' '}
          {excluded !== null && (
            <Badge state="excluded">
              {words.excludedBecause(words.exclusionRules[excluded] ?? excluded)}
            </Badge>
          )}
        </>
      }
      back={['/people', words.all]}
      actions={
        user !== undefined && (
          <>
            <ExcludeUser userId={userId} isExcluded={excluded !== null} />
            <ExportUser userId={userId} />
            <ForgetUsers userIds={[userId]} />
          </>
        )
      }
    >
      {found.data !== undefined && user === undefined ? (
        <Empty>{words.unknown(userId)}</Empty>
      ) : (
        <>
          <Risk userId={userId} />
          <Facts userId={userId} />
          <History userId={userId} />
          <SongsForUser userId={userId} />
          <SongsAgain userId={userId} />
        </>
      )}
    </Page>
  );
}

/** Leaves a user out of both models, or includes one again, with a reason and a confirmation. */
function ExcludeUser({ userId, isExcluded }: { userId: string; isExcluded: boolean }) {
  const { exclude, include, anonymous, reason } = words.exclusion;
  return (
    <ConfirmedAction
      words={isExcluded ? include : exclude}
      of={userId}
      obstacle={userId === '0' ? anonymous : null}
      isDanger={!isExcluded}
      fields={{ reason: { label: reason } }}
      run={(typed) =>
        ingest.send('put', '/admin/ingest/exclusions/{userId}', {
          params: { path: { userId } },
          body: { excluded: !isExcluded, reason: typed.reason },
        })
      }
    />
  );
}

/** Everything that is kept of a user, as a file of JSON lines. */
function ExportUser({ userId }: { userId: string }) {
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
