import { rowChart } from '#plots';
import { useQuery } from '@tanstack/react-query';
import type { Churn } from '../../data/contracts.js';
import { churn } from '../../data/service.js';
import { measure } from '../../format/numbers.js';
import { day } from '../../format/times.js';
import { Answer } from '../../parts/answer.js';
import { ReportSection } from '../../parts/sections.js';
import { ServiceText } from '../../parts/service-text.js';
import { monitoringTexts } from '../../texts/monitoring.js';

const words = monitoringTexts.drift;
const SHOWN = 20;
const ENDS = ['from', 'to'] as const;

/** Have users and scores changed since the model was trained, and which quality can be expected? */
export function Drift() {
  const answer = useQuery(churn.query('/churn/drift'));
  return <Answer of={answer}>{(drift) => <Changes of={drift} />}</Answer>;
}

function Changes({ of: drift }: { of: Churn['DriftDto'] }) {
  const { modelVersion, uncertainBecause, scores, features, calibration } = drift;
  return (
    <>
      <ReportSection
        isFolded={false}
        title={words.scores(modelVersion, day(drift.from), day(drift.to))}
        note={
          <ServiceText>
            {[
              uncertainBecause === null ? '' : words.uncertain(uncertainBecause),
              words.index(measure(scores.psi), scores.verdict, measure(scores.noise.percentile95)),
              monitoringTexts.calibration(calibration.state),
              calibration.because,
            ].join(' ')}
          </ServiceText>
        }
        rows={ENDS.map((end) => ({
          snapshot: drift[end],
          users: drift.users[end],
          meanProbability: drift.meanProbability[end],
          expected: drift.expected[end],
        }))}
      />
      <ReportSection
        title={words.features}
        note={words.featuresNote}
        plots={[
          (width) =>
            rowChart({
              title: words.most(Math.min(SHOWN, features.length)),
              xLabel: words.psi,
              width,
              rows: features.slice(0, SHOWN).map(({ feature, psi, noise }) => ({
                name: feature,
                value: psi,
                low: 0,
                high: noise.percentile95,
              })),
            }),
        ]}
        rows={features.map(({ feature, psi, noise, verdict, missing }) => ({
          feature,
          index: psi,
          noise: noise.percentile95,
          verdict,
          missingShareBefore: missing.from,
          missingShareNow: missing.to,
        }))}
      />
    </>
  );
}
