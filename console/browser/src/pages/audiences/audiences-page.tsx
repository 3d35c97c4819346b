import { useQuery } from '@tanstack/react-query';
import { Link } from 'wouter';
import { churn } from '../../data/service.js';
import { Answer } from '../../parts/answer.js';
import { Page, Section } from '../../parts/page.js';
import { Records } from '../../parts/records.js';
import { audiencesTexts } from '../../texts/audiences.js';

const words = audiencesTexts;

/** Which groups of users are followed, and how large are they? */
export default function AudiencesPage() {
  const answer = useQuery(churn.query('/audiences'));
  return (
    <Page
      title={words.title}
      lead={words.lead}
      actions={
        <Link className="button" href="/audiences/new">
          {words.form.title}
        </Link>
      }
    >
      <Section title={words.all}>
        <Answer of={answer}>
          {({ audiences }) => (
            <Records
              rows={audiences.map(({ key, name, members, newestRun }) => ({
                name: <Link href={`/audiences/${key}`}>{name}</Link>,
                members,
                entered: newestRun?.entered,
                left: newestRun?.left,
                scoredAsOf: newestRun?.snapshotDate,
              }))}
              empty={words.none}
            />
          )}
        </Answer>
      </Section>
    </Page>
  );
}
