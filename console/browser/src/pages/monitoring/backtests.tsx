import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Churn } from '../../data/contracts.js';
import { churn } from '../../data/service.js';
import { Answer, Empty } from '../../parts/answer.js';
import { linesOver } from '../../parts/charts.js';
import { ReportSection } from '../../parts/sections.js';
import { texts } from '../../texts.js';
import { monitoringTexts } from '../../texts/monitoring.js';
import { StartJob } from '../jobs/start-job.js';

const words = monitoringTexts.backtests;
const { lines, axes } = monitoringTexts;
const NEWEST = { params: { query: { limit: 50 } } };

/** How good would models of earlier days have been? */
export function Backtests() {
  const answer = useQuery(churn.query('/churn/backtests', NEWEST));
  const [chosen, setChosen] = useState<number | null>(null);
  return (
    <>
      <div>
        <StartJob kind="churn.backtest" />
      </div>
      <Answer of={answer}>
        {({ backtests }) => {
          const shown = backtests.find(({ id }) => id === chosen) ?? backtests[0];
          if (shown === undefined) return <Empty>{words.none}</Empty>;
          return (
            <>
              <ReportSection
                isFolded={false}
                title={words.all}
                note={words.averages}
                rows={backtests.map(({ id, createdAt, parameters, rocAuc, recencyRocAuc }) => ({
                  backtest: (
                    <button type="button" aria-pressed={id === shown.id} onClick={() => setChosen(id)}>
                      {words.name(id)}
                    </button>
                  ),
                  run: createdAt,
                  featureDays: parameters.featureDays,
                  labelDays: parameters.labelDays,
                  rocAuc,
                  recencyRocAuc,
                }))}
              />
              <Origins of={shown} />
              <ReportSection title={texts.holes} rows={shown.holes} />
            </>
          );
        }}
      </Answer>
    </>
  );
}

function Origins({ of: { id, origins } }: { of: Churn['BacktestDto'] }) {
  const chart = linesOver(origins, axes.scored, ({ scored }) => scored);
  return (
    <ReportSection
      title={words.byOrigin(id)}
      note={words.byOriginNote}
      plots={[
        chart(words.auc, axes.rocAuc, {
          [lines.measured]: ({ model }) => model.intervals.rocAuc,
          [lines.recency]: ({ recency }) => recency.rocAuc,
          [lines.expected]: ({ expected }) => expected.rocAuc.value,
        }),
        chart(words.brier, axes.brier, {
          [lines.measured]: ({ model }) => model.brier,
        }),
        chart(words.ece, axes.ece, {
          [lines.measured]: ({ model }) => model.calibration.ece,
          [lines.noise]: ({ model }) => model.calibration.eceNull.percentile95,
        }),
      ]}
      rows={origins.map(({ scored, trained, model, recency, gainOverRecency, expected }) => ({
        scored,
        trained,
        users: model.users,
        churnRate: model.churnRate,
        rocAuc: model.intervals.rocAuc,
        recencyRocAuc: recency.rocAuc,
        gainOverRecency: gainOverRecency.rocAuc,
        expectedRocAuc: expected.rocAuc,
        calibrationEce: model.calibration.ece,
        brier: model.brier,
        logLoss: model.logLoss,
      }))}
    />
  );
}
