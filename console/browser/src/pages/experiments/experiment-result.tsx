import type { ComponentProps } from 'react';
import type { Recommender } from '../../data/contracts.js';
import { promote, useModels } from '../../data/models.js';
import { recommender } from '../../data/service.js';
import { change, count, share } from '../../format/numbers.js';
import { day } from '../../format/times.js';
import { Progress } from '../../parts/cells.js';
import { ConfirmedAction } from '../../parts/confirmed-action.js';
import { Section } from '../../parts/page.js';
import { Estimate, Records } from '../../parts/records.js';
import { texts } from '../../texts.js';
import { experimentsTexts } from '../../texts/experiments.js';

type Result = Recommender['ExperimentResultDto'];
const words = experimentsTexts;

/** Who is better, how far the experiment has come, and whom it does not count. */
export function ExperimentResult({ of }: { of: Result }) {
  const { name, headline, plannedImpressions: planned, reachedImpressions: reached, withoutVariant } = of;
  return (
    <Section title={name} actions={<MakeWinnerLive of={of} />}>
      <p>
        <strong>{headline}</strong>
      </p>
      <div className="row">
        <Progress of={words.reachedOf} fraction={Math.min(1, reached / planned)} />
        <span>{words.progress(count(reached), count(planned))}</span>
        {of.expectedEnd !== null && <span>{words.expectedEnd(day(of.expectedEnd))}</span>}
        {of.visibleLift !== null && <span>{words.visibleLift(share(of.visibleLift))}</span>}
      </div>
      <Records
        rows={of.variants.map((variant) => ({
          variant: words.variants[variant.variant],
          versions: variant.versions.join(', '),
          users: variant.users,
          ...countsOf(variant),
          [words.lift]: variant.lift && <Estimate of={variant.lift} as={change} />,
        }))}
        empty={words.noVariants}
      />
      {withoutVariant.reason !== null && <p className="note">{words.without(withoutVariant.reason)}</p>}
    </Section>
  );
}

/** Shown where a challenger is better for sure; the promotion ends the experiment. */
function MakeWinnerLive({ of: { name, scenario, endedAt, variants } }: { of: Result }) {
  const live = useModels('recommender').data?.versions.find(({ state }) => state === 'live');
  const [best] = variants
    .filter(({ lift }) => lift !== null && lift.low > 0)
    .sort((a, b) => b.lift!.value - a.lift!.value);
  const version = best?.versions[0];
  if (version === undefined || endedAt !== null) return null;
  return (
    <ConfirmedAction
      words={words.winner(version)}
      of={name}
      run={() =>
        scenario === null
          ? promote('recommender', version, live === undefined ? {} : { from: live.version })
          : recommender.send('post', '/admin/recommender/scenarios/{name}/versions/{version}/promote', {
              params: { path: { name: scenario, version } },
              body: {},
            })
      }
    >
      {scenario === null && <p>{texts.models.promotion.effects.recommender}</p>}
    </ConfirmedAction>
  );
}

/** What was shown, and what came of it. */
export function countsOf(of: Omit<Recommender['SourceOutcomeDto'], 'modelVersion' | 'source'>) {
  return {
    impressions: of.impressions,
    played: rate(of.clickRate),
    [words.playThroughs]: rate(of.playThroughRate),
    downloads: of.downloads,
  };
}

/** A rate with its interval; none where nothing was shown. */
function rate(of: ComponentProps<typeof Estimate>['of'] | null) {
  return <Estimate of={of ?? { value: null }} as={share} />;
}
