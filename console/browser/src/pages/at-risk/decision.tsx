import { lineChart } from '#plots';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import type { Churn } from '../../data/contracts.js';
import { useAddress } from '../../data/address.js';
import { useDebounced } from '../../data/debounced.js';
import { churn } from '../../data/service.js';
import { useMayAdminister } from '../../data/session.js';
import { amount, count, share } from '../../format/numbers.js';
import { day } from '../../format/times.js';
import { Answer } from '../../parts/answer.js';
import { Choice } from '../../parts/choice.js';
import { Field, isRight } from '../../parts/field.js';
import { Figure, Figures } from '../../parts/figure.js';
import { Fold } from '../../parts/fold.js';
import { LeftOut } from '../../parts/left-out.js';
import { ListFile } from '../../parts/list-file.js';
import { Section } from '../../parts/page.js';
import { Plot } from '../../parts/plot.js';
import { Records } from '../../parts/records.js';
import { ServiceText } from '../../parts/service-text.js';
import { texts } from '../../texts.js';
import { campaignOf, DEFAULTS, FIELDS, holdoutOf, INPUTS, ORDERS, orderOf } from './campaign.js';
import type { Campaign, Input, Order } from './campaign.js';
import { MOST_WITH_SONGS, planFile } from './plan-file.js';
import { SaveCampaign } from './save-campaign.js';
import { ValueFile } from './value-file.js';

type Answered = Churn['DecisionDto'];
const words = texts.atRisk.decision;

/** How many of those at risk are worth a contact, what does that earn, and how sure is it? */
export function Decision() {
  const address = useAddress();
  const [typed, setTyped] = useState(
    () =>
      Object.fromEntries(INPUTS.map((name) => [name, address.of(name) ?? DEFAULTS[name]])) as typeof DEFAULTS,
  );
  const order = orderOf(address.of('order'));
  const chosen = useMemo(() => campaignOf(typed, order), [typed, order]);
  const asked = useDebounced(chosen);
  const answer = useQuery({
    ...churn.query('/churn/decision', { params: { query: asked } }),
    placeholderData: keepPreviousData,
  });
  const change = (name: Input) => (value: string) => {
    setTyped({ ...typed, [name]: value });
    if (isRight(FIELDS[name], value))
      address.change({ [name]: value === DEFAULTS[name] ? undefined : value });
  };
  return (
    <Section title={words.title} note={words.note} actions={<ValueFile />}>
      <div className="fields">
        {INPUTS.map((name) => (
          <Field key={name} of={FIELDS[name]} value={typed[name]} onChange={change(name)} />
        ))}
        <div className="field">
          <Choice
            label={texts.atRisk.order}
            value={order}
            options={ORDERS.map((one) => [one, texts.atRisk.orders[one]])}
            onChoose={(chosen) => address.change({ order: chosen === 'risk' ? undefined : chosen })}
          />
        </div>
      </div>
      <Answer of={answer}>
        {(decision) => (
          <Outcome
            decision={decision}
            campaign={asked}
            holdout={holdoutOf(typed)}
            isCurrent={asked === chosen && !answer.isPlaceholderData}
          />
        )}
      </Answer>
    </Section>
  );
}

function Outcome({
  decision: { plan, test, cut, assumptions, synthetic },
  campaign,
  holdout,
  isCurrent,
}: {
  decision: Answered;
  campaign: Campaign;
  holdout: number;
  isCurrent: boolean;
}) {
  const mayAdminister = useMayAdminister();
  const { contacts, snapshotDate } = plan;
  // Test users are a part of all users: their amounts are shown as if they were as many.
  const scale = plan.population / Math.max(1, test.users);
  return (
    <>
      <Figures>
        <Figure
          name={words.contacts}
          value={count(contacts)}
          note={words.contactsNote(count(plan.population), day(snapshotDate))}
        />
        <Figure name={words.cost} value={amount(plan.cost)} />
        <Figure
          name={words.expected}
          value={amount(plan.expectedNet)}
          note={words.expectedNote(count(Math.round(plan.expectedChurners)))}
        />
        <Figure
          name={words.proved}
          value={amount(scale * test.net.value)}
          note={words.provedNote(
            amount(scale * test.net.low),
            amount(scale * test.net.high),
            count(test.users),
            count(plan.population),
          )}
        />
        <Figure
          name={words.breakEven}
          value={test.breakEvenSuccessRate === null ? '–' : share(test.breakEvenSuccessRate)}
          note={words.breakEvenNote}
        />
      </Figures>
      {cut === null && <p>{words.nobody}</p>}
      <p>
        <ServiceText>{plan.order.sentence}</ServiceText>
      </p>
      <LeftOut of={plan.leftOut} />
      {mayAdminister && contacts > 0 && (
        <div>
          <div className="row">
            <SaveCampaign {...{ contacts, snapshotDate, holdout, campaign, isCurrent }} />
            <ListFile
              label={words.file(count(contacts))}
              fileName={`contacts-${snapshotDate}-${contacts}.csv`}
              content={() => planFile(contacts, campaign)}
              isCurrent={isCurrent}
            />
          </div>
          <p className="note">{words.fileNote(count(MOST_WITH_SONGS))}</p>
        </div>
      )}
      <Fold summary={<h3>{words.compared}</h3>}>
        <Records caption={words.alternatives} rows={choicesOf(plan, test, scale, campaign.order ?? 'risk')} />
        <Plot
          draw={(width) =>
            lineChart({
              title: words.curve(count(plan.population)),
              xLabel: words.curveX[campaign.order ?? 'risk'],
              yLabel: words.curveY,
              width,
              series: [
                { name: words.columns.now, points: pointsOf(plan.curve, 1) },
                { name: words.columns.heldOut, points: pointsOf(test.curve, scale) },
                { name: words.cut, points: [{ x: contacts, y: plan.expectedNet }] },
              ],
            })
          }
        />
        <ul className="bullets">
          {[...assumptions, ...(synthetic ? [words.synthetic] : [])].map((sentence) => (
            <li key={sentence}>{sentence}</li>
          ))}
        </ul>
      </Fold>
    </>
  );
}

function pointsOf({ contacts, net }: Answered['plan']['curve'], scale: number) {
  return contacts.map((users, n) => ({ x: scale * users, y: scale * net[n]! }));
}

/** @param scale of amounts of test users */
function choicesOf(plan: Answered['plan'], test: Answered['test'], scale: number, order: Order): object[] {
  const { choice, now, heldOut } = words.columns;
  const row = (name: string, expected: number, measured: number) => ({
    [choice]: name,
    [now]: amount(expected),
    [heldOut]: amount(scale * measured),
  });
  const others = ['recencySameSize', 'randomSameSize', 'everybody'] as const;
  return [
    row(words.firstOf[order], plan.expectedNet, test.net.value),
    ...others.map((name) => row(words.choices[name], plan[name], test[name])),
  ];
}
