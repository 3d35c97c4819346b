import { recommender } from '../../data/service.js';
import { ConfirmedAction } from '../../parts/confirmed-action.js';
import { experimentsTexts } from '../../texts/experiments.js';

const words = experimentsTexts;

/** Ends the running experiment once that was confirmed. */
export function EndExperiment({ name }: { name: string }) {
  return (
    <ConfirmedAction
      label={words.end}
      isDanger
      title={words.endAsks(name)}
      run={() => recommender.send('delete', '/admin/recommender/experiments/running')}
    >
      <p>{words.endExplains}</p>
    </ConfirmedAction>
  );
}
