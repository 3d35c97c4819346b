import { acknowledge, takeBack } from '../data/acknowledgements.js';
import type { Acknowledgement } from '../data/acknowledgements.js';
import { ago } from '../format/times.js';
import { texts } from '../texts.js';
import { ConfirmedAction } from './confirmed-action.js';

const words = texts.acknowledgements;

/** Notes that a finding is known or put aside, or takes that back. @param found a name of it */
export function Acknowledge({
  subjects,
  found,
  noted,
  isPutAside = false,
}: {
  subjects: readonly string[];
  found: string;
  noted: Acknowledgement | undefined;
  isPutAside?: boolean | undefined;
}) {
  if (noted === undefined)
    return (
      <ConfirmedAction
        words={isPutAside ? words.aside : words}
        of={found}
        fields={{ note: { label: words.note } }}
        run={({ note }) => acknowledge(subjects, note)}
      />
    );
  return (
    <ConfirmedAction
      words={{ ...words.takeBack, explains: saidOf(noted) }}
      of={found}
      run={() => takeBack(subjects)}
    />
  );
}

/** The note, who wrote it and when. */
export function saidOf({ note, by, at }: Acknowledgement): string {
  return words.said(note, by, ago(at));
}
