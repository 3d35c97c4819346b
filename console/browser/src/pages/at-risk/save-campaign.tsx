import { churn } from '../../data/service.js';
import { count } from '../../format/numbers.js';
import { day } from '../../format/times.js';
import { ConfirmedAction } from '../../parts/confirmed-action.js';
import { NAMED_FIELDS } from '../../parts/field.js';
import { texts } from '../../texts.js';
import type { Campaign } from './campaign.js';

const words = texts.atRisk.decision.campaign;

/**
 * Stores the users of a plan as an audience and the draft of a campaign of it, both with the same name; then shows the
 * draft. @param contacts how many of the ranked users they are
 */
export function SaveCampaign({
  contacts,
  snapshotDate,
  holdout,
  campaign: { contactCost, savedValue, successRate, order },
  isCurrent,
}: {
  contacts: number;
  snapshotDate: string;
  holdout: number;
  campaign: Campaign;
  isCurrent: boolean;
}) {
  const heldOut = Math.round(contacts * holdout);
  const { name, key } = NAMED_FIELDS;
  return (
    <ConfirmedAction
      words={words}
      isDisabled={!isCurrent}
      fields={{ name: { ...name, initial: words.nameOf(count(contacts), day(snapshotDate)) }, key }}
      run={async (named) => {
        await churn.send('post', '/admin/audiences', {
          body: {
            ...named,
            match: 'all',
            conditions: [{ probability: { from: 0 } }],
            limit: contacts,
            order: order ?? 'risk',
            defaultValue: savedValue,
            minimumDays: 0,
          },
        });
        const terms = { holdout, arms: ['treatment'], contactCost, savedValue, successRate };
        return churn.send('post', '/admin/campaigns', { body: { ...named, audience: named.key, ...terms } });
      }}
      leadsTo={(saved) => `/campaigns/${saved.key}`}
    >
      <p>{words.assigns(count(contacts - heldOut), count(heldOut))}</p>
    </ConfirmedAction>
  );
}
