import { useQuery } from '@tanstack/react-query';
import { Link } from 'wouter';
import { churn } from '../../data/service.js';
import { ListSection } from '../../parts/sections.js';
import { Page } from '../../parts/page.js';
import { texts } from '../../texts.js';
import { audiencesTexts } from '../../texts/audiences.js';

const words = audiencesTexts;

/** Which groups of users are followed, and how large are they? */
export default function AudiencesPage() {
  const answer = useQuery(churn.query('/audiences'));
  return (
    <Page
      title={texts.navigation.audiences}
      lead={words.lead}
      actions={
        <Link className="button" href="/audiences/new">
          {words.form.title}
        </Link>
      }
    >
      <ListSection
        title={words.all}
        of={answer}
        rows={({ audiences }) =>
          audiences.map(({ key, name, members, newestRun }) => ({
            name: <Link href={`/audiences/${key}`}>{name}</Link>,
            members,
            entered: newestRun?.entered,
            left: newestRun?.left,
            scoredAsOf: newestRun?.snapshotDate,
          }))
        }
        empty={() => words.none}
      />
    </Page>
  );
}
