import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { recommender } from '../../data/service.js';
import { share } from '../../format/numbers.js';
import { experimentsTexts } from '../../texts/experiments.js';
import { visibleDifference } from './visible-difference.js';

const words = experimentsTexts;
const ASSUMED_RATE = 0.1;

/** How large a difference would so many impressions show? @param part of the users who get the challenger */
export function PlannedSize({ part }: { part: number }) {
  const [planned, setPlanned] = useState('10000');
  const outcomes = useQuery(recommender.query('/recommend/outcomes'));
  const shown = outcomes.data?.bySource.filter(({ clickRate }) => clickRate !== null) ?? [];
  const all = shown.reduce((sum, { impressions }) => sum + impressions, 0);
  const clicks = shown.reduce((sum, { impressions, clickRate }) => sum + impressions * clickRate!.value, 0);
  const rate = clicks > 0 ? clicks / all : null;
  const impressions = Number(planned);
  return (
    <>
      <label>
        {words.planned}
        <input type="number" min={1} value={planned} onChange={({ target }) => setPlanned(target.value)} />
      </label>
      {impressions >= 1 && (
        <p aria-live="polite">
          {words.visible(
            share(visibleDifference(rate ?? ASSUMED_RATE, impressions, part), 2),
            share(rate ?? ASSUMED_RATE),
            rate === null,
          )}
        </p>
      )}
    </>
  );
}
