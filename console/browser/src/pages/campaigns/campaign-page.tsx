import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from 'wouter';
import type { ChurnComponents } from '../../data/contracts.js';
import { addressOf, churn } from '../../data/service.js';
import { count } from '../../format/numbers.js';
import { day } from '../../format/times.js';
import { Answer, Empty } from '../../parts/answer.js';
import { ConfirmedAction } from '../../parts/confirmed-action.js';
import { Page, Section } from '../../parts/page.js';
import { Records } from '../../parts/records.js';
import { ReportSection } from '../../parts/report-section.js';
import { campaignsTexts } from '../../texts/campaigns.js';

type Churn = ChurnComponents['schemas'];
const words = campaignsTexts;

/** What can this campaign show, whom does it contact, and what came of it? */
export default function CampaignPage() {
  const { key = '' } = useParams();
  const answer = useQuery(churn.query('/campaigns/{key}', { params: { path: { key } } }));
  return (
    <Page
      title={answer.data?.name ?? words.title}
      lead={answer.data && headlineOf(answer.data)}
      back={['/campaigns', words.all]}
      actions={answer.data && <Actions of={answer.data} />}
    >
      <Answer of={answer}>{(campaign) => <Detail of={campaign} />}</Answer>
    </Page>
  );
}

function headlineOf({ state, plan, result, closesOn }: Churn['CampaignDto']): string {
  if (state === 'draft') return plan?.verdict ?? words.noPlan;
  return result?.headline ?? words.noLook(closesOn === null ? '' : day(closesOn));
}

function Actions({ of: { key, name, state, plan } }: { of: Churn['CampaignDto'] }) {
  const params = { path: { key } };
  if (state !== 'draft')
    return (
      <a
        className="button"
        href={addressOf('churn', '/campaigns/{key}/contacts', { ...params, query: { format: 'csv' } })}
        download={`contacts-${key}.csv`}
      >
        {words.contacts}
      </a>
    );
  return (
    <>
      <ConfirmedAction
        label={words.launch.action}
        obstacle={plan === null ? words.noPlan : null}
        title={words.launch.asks(name)}
        run={() => churn.send('post', '/admin/campaigns/{key}/launch', { params })}
      >
        {plan !== null && (
          <>
            <p>{words.launch.explains(count(plan.treatedPerArm), count(plan.heldOut))}</p>
            <p>{plan.verdict}</p>
            <p>{words.launch.learns}</p>
          </>
        )}
      </ConfirmedAction>
      <ConfirmedAction
        label={words.remove.action}
        isDanger
        title={words.remove.asks(name)}
        run={() => churn.send('delete', '/admin/campaigns/{key}', { params })}
        leadsTo={() => '/campaigns'}
      >
        <p>{words.remove.explains}</p>
      </ConfirmedAction>
    </>
  );
}

function Detail({ of: { key, audience, state, plan, launched, result } }: { of: Churn['CampaignDto'] }) {
  return (
    <>
      <p>
        {words.audience}: <Link href={`/audiences/${audience}`}>{audience}</Link>
      </p>
      {plan !== null && (
        <ReportSection isFolded={false} title={words.plan} note={words.planNote} values={plan} />
      )}
      {result !== null && <Result of={result} />}
      {state === 'closed' && result?.withheldBecause === null && <Uplift campaign={key} />}
      {launched !== null && (
        <ReportSection
          title={words.launched}
          note={words.launchedNote}
          rows={launched.arms}
          values={launched}
        />
      )}
    </>
  );
}

function Result({ of: result }: { of: Churn['CampaignResultDto'] }) {
  const { through, isFinal, withheldBecause, arms, balance, sampleRatio } = result;
  return (
    <>
      <Section title={words.result} note={words.resultNote(day(through), isFinal)}>
        {withheldBecause === null ? <Records rows={arms} /> : <Empty>{withheldBecause}</Empty>}
      </Section>
      <ReportSection title={words.balance} note={words.balanceNote} rows={balance} values={sampleRatio} />
    </>
  );
}

function Uplift({ campaign }: { campaign: string }) {
  const answer = useQuery(churn.query('/campaigns/{key}/uplift', { params: { path: { key: campaign } } }));
  return (
    <Answer of={answer}>
      {({ headline, learners }) => <ReportSection title={words.uplift} note={headline} rows={learners} />}
    </Answer>
  );
}
