import { useQuery } from '@tanstack/react-query';
import { useIdOfPage } from '../../data/address.js';
import { ingest } from '../../data/service.js';
import { Empty } from '../../parts/answer.js';
import { Badge } from '../../parts/badge.js';
import { Page } from '../../parts/page.js';
import { texts } from '../../texts.js';
import { ForgetUsers } from './forget-users.js';
import { History } from './history.js';
import { Risk } from './risk.js';
import { SongsAgain, SongsForUser } from './songs-for-user.js';
import { ExcludeUser, ExportUser } from './user-actions.js';

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
          {excluded !== null && <Badge state="excluded">{words.excludedBecause(excluded)}</Badge>}
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
          <History userId={userId} />
          <SongsForUser userId={userId} />
          <SongsAgain userId={userId} />
        </>
      )}
    </Page>
  );
}
