import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from 'wouter';
import type { Churn } from '../../data/contracts.js';
import { saveFrom } from '../../data/csv.js';
import { addressOf, churn } from '../../data/service.js';
import { useMayAdminister } from '../../data/session.js';
import { amount, count, measure, share } from '../../format/numbers.js';
import { day } from '../../format/times.js';
import { Answer } from '../../parts/answer.js';
import { ConfirmedAction } from '../../parts/confirmed-action.js';
import { Page } from '../../parts/page.js';
import { ReportSection } from '../../parts/sections.js';
import { ServiceText } from '../../parts/service-text.js';
import { campaignsTexts } from '../../texts/campaigns.js';
import { Result, Uplift } from './campaign-result.js';

const words = campaignsTexts;

/** What can this campaign show, whom does it contact, and what came of it? */
export default function CampaignPage() {
  const { key = '' } = useParams();
  const answer = useQuery(churn.query('/campaigns/{key}', { params: { path: { key } } }));
  return (
    <Page
      title={answer.data?.name ?? key}
      lead={answer.data && <ServiceText>{headlineOf(answer.data)}</ServiceText>}
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
  const mayAdminister = useMayAdminister();
  const contacts = addressOf('churn', '/admin/campaigns/{key}/contacts', {
    ...params,
    query: { format: 'csv' },
  });
  const fileName = `contacts-${key}.csv`;
  if (state !== 'draft')
    return (
      mayAdminister && (
        <a className="button" href={contacts} download={fileName}>
          {words.contacts}
        </a>
      )
    );
  return (
    <>
      <ConfirmedAction
        words={words.launch}
        of={name}
        obstacle={
          plan === null ? words.noPlan : plan.policy?.isProven === false ? plan.policy.headline : null
        }
        run={() => churn.send('post', '/admin/campaigns/{key}/launch', { params })}
        onDone={() => saveFrom(contacts, fileName)}
      >
        {plan !== null && (
          <>
            <p>{words.launch.assigns(count(plan.treatedPerArm), count(plan.heldOut))}</p>
            <p>
              <ServiceText>{plan.verdict}</ServiceText>
            </p>
            <p>{words.launch.learns}</p>
          </>
        )}
      </ConfirmedAction>
      <ConfirmedAction
        words={words.remove}
        of={name}
        isDanger
        run={() => churn.send('delete', '/admin/campaigns/{key}', { params })}
        leadsTo={() => '/campaigns'}
      />
    </>
  );
}

function Detail({ of: campaign }: { of: Churn['CampaignDto'] }) {
  const { key, audience, state, plan, launched, result } = campaign;
  return (
    <>
      <p>
        {words.audience}: <Link href={`/audiences/${audience}`}>{audience}</Link>.{' '}
        {words.terms(share(campaign.holdout ?? 0, 0), campaign.arms ?? [])}{' '}
        <ServiceText>{plan?.order?.sentence}</ServiceText>
      </p>
      {result !== null && <Result of={result} />}
      {state === 'closed' && result?.withheldBecause === null && <Uplift campaign={key} />}
      {launched !== null && (
        <ReportSection title={words.launched} note={words.launchedNote} rows={launched.arms} />
      )}
      {plan !== null && (
        <ReportSection
          isFolded={launched !== null}
          title={words.plan}
          note={launched === null ? words.planNote : words.planAtLaunch(plan.verdict)}
          values={valuesOf(plan)}
        />
      )}
    </>
  );
}

/** The verdict is in the lead of the page. */
function valuesOf(plan: Churn['CampaignPlanDto']): object {
  const orNone = (value: number | null) => (value === null ? null : words.points(measure(100 * value, 2)));
  return {
    members: plan.members,
    recentlyContacted: plan.recentlyContacted,
    [words.planned.contactDays]: plan.contactDays,
    labelDaysLeft: plan.labelDaysLeft,
    [words.planned.heldOut]: plan.heldOut,
    [words.planned.treated]: plan.treatedPerArm,
    [words.planned.baseRate]: share(plan.baseRate),
    [words.planned.visible]: orNone(plan.smallestVisible),
    [words.planned.adjusted]: orNone(plan.smallestVisibleAdjusted),
    expectedEffect: orNone(plan.expectedEffect),
    expectedValue: amount(plan.expectedValue),
    [words.planned.policy]: plan.policy && <ServiceText>{plan.policy.headline}</ServiceText>,
  };
}
