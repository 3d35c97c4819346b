import { useQuery } from '@tanstack/react-query';
import { Link } from 'wouter';
import { churn } from '../../data/service.js';
import { Badge } from '../../parts/badge.js';
import { ListSection } from '../../parts/sections.js';
import { Page } from '../../parts/page.js';
import { texts } from '../../texts.js';
import { campaignsTexts } from '../../texts/campaigns.js';
import { PlanCampaign } from './plan-campaign.js';

const words = campaignsTexts;

/** Which campaigns are planned, running or closed? */
export default function CampaignsPage() {
  const answer = useQuery(churn.query('/campaigns', { params: { query: { limit: 200 } } }));
  return (
    <Page title={texts.navigation.campaigns} lead={words.lead} actions={<PlanCampaign />}>
      <ListSection
        title={words.all}
        of={answer}
        rows={({ campaigns }) =>
          campaigns.map(({ key, name, state, audience, launchedAt, closesOn }) => ({
            name: <Link href={`/campaigns/${key}`}>{name}</Link>,
            state: <Badge state={state} />,
            audience: <Link href={`/audiences/${audience}`}>{audience}</Link>,
            launched: launchedAt,
            closes: closesOn,
          }))
        }
        empty={() => words.none}
      />
    </Page>
  );
}
