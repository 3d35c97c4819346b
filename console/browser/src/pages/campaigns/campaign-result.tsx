import { rowChart } from '#plots';
import { useQuery } from '@tanstack/react-query';
import type { Churn } from '../../data/contracts.js';
import { churn } from '../../data/service.js';
import { amount, change, measure, points } from '../../format/numbers.js';
import { day } from '../../format/times.js';
import { Answer, Empty } from '../../parts/answer.js';
import { Section } from '../../parts/page.js';
import { Plots } from '../../parts/plot.js';
import { Estimate, Records } from '../../parts/records.js';
import { ReportSection } from '../../parts/sections.js';
import { campaignsTexts } from '../../texts/campaigns.js';

const words = campaignsTexts;

/** The effect of each arm, final or as far as days are loaded, and whether the arms can be compared. */
export function Result({ of: result }: { of: Churn['CampaignResultDto'] }) {
  const { through, isFinal, withheldBecause, arms, balance, sampleRatio } = result;
  return (
    <>
      <Section title={words.result} note={words.resultNote(day(through), isFinal)}>
        {withheldBecause === null ? (
          <>
            <Plots
              of={[
                barsOf(
                  words.effectPlot(isFinal),
                  words.effectX,
                  arms.map((of) => [of.arm, of.adjusted]),
                ),
              ]}
            />
            <Records rows={arms.map(rowOf)} />
          </>
        ) : (
          <Empty>{withheldBecause}</Empty>
        )}
      </Section>
      <ReportSection
        title={words.balance}
        note={words.balanceNote}
        rows={balance.map((arm) => ({
          ...arm,
          meanPlays: measure(arm.meanPlays, 1),
          // In deviations, no share.
          probabilityDifference: measure(arm.probabilityDifference, 3),
          playsDifference: measure(arm.playsDifference, 3),
        }))}
        values={sampleRatio}
      />
    </>
  );
}

function rowOf(of: Churn['ArmResultDto']): object {
  return {
    arm: of.arm,
    users: of.users,
    churnRate: of.churnRate,
    [words.columns.holdOutUsers]: of.holdoutUsers,
    [words.columns.holdOutChurnRate]: of.holdoutChurnRate,
    [words.columns.adjusted]: <Estimate of={of.adjusted} as={points} />,
    [words.columns.difference]: <Estimate of={of.difference} as={points} />,
    [words.columns.lift]: of.relativeLift && <Estimate of={of.relativeLift} as={change} />,
    [words.columns.net]: of.net && <Estimate of={of.net} as={amount} />,
  };
}

/** For whom the contact worked, or why that cannot be known. */
export function Uplift({ campaign }: { campaign: string }) {
  const answer = useQuery(churn.query('/campaigns/{key}/uplift', { params: { path: { key: campaign } } }));
  return (
    <Section title={words.uplift} note={answer.data?.headline}>
      <Answer of={answer}>
        {({ fifths, learners }) => (
          <>
            <Plots
              of={[
                barsOf(
                  words.fifthsPlot,
                  words.fifthsX,
                  fifths.map((kept, fifth) => [words.fifth(fifth + 1), kept]),
                ),
              ]}
            />
            <Records
              rows={learners.map(({ learner, pValue, qini, chosenShare, net, gainOverAll }) => ({
                learner,
                qini: <Estimate of={qini} />,
                pValue,
                chosenShare,
                [words.columns.netPerUser]: <Estimate of={net} as={amount} />,
                [words.columns.gainOverAll]: <Estimate of={gainOverAll} as={amount} />,
              }))}
            />
          </>
        )}
      </Answer>
    </Section>
  );
}

/** A bar with its interval for each effect, in percentage points. */
function barsOf(title: string, xLabel: string, effects: [name: string, Churn['IntervalDto']][]) {
  return (width: number) =>
    rowChart({
      title,
      xLabel,
      width,
      rows: effects.map(([name, { value, low, high }]) => ({
        name,
        value: 100 * value,
        low: 100 * low,
        high: 100 * high,
      })),
    });
}
