import { acknowledge, takeBack } from '../data/acknowledgements.js';
import type { Acknowledgement } from '../data/acknowledgements.js';
import { ago } from '../format/times.js';
import { texts } from '../texts.js';
import { ConfirmedAction } from './confirmed-action.js';

const words = texts.acknowledgements;

/** Notes that a finding is known, or takes that back. @param found a name of it, for screen readers */
export function Acknowledge({
  subjects,
  found,
  noted,
}: {
  subjects: readonly string[];
  found: string;
  noted: Acknowledgement | undefined;
}) {
  if (noted === undefined)
    return (
      <ConfirmedAction
        label={words.action}
        name={`${words.action}: ${found}`}
        title={words.asks(found)}
        fields={{ note: { label: words.note } }}
        run={({ note }) => acknowledge(subjects, note)}
      >
        <p>{words.explains}</p>
      </ConfirmedAction>
    );
  return (
    <ConfirmedAction
      label={words.takeBack}
      name={`${words.takeBack}: ${found}`}
      title={words.asksBack(found)}
      run={() => takeBack(subjects)}
    >
      <p>{saidOf(noted)}</p>
    </ConfirmedAction>
  );
}

/** The note, who wrote it and when. */
export function saidOf({ note, by, at }: Acknowledgement): string {
  return words.said(note, by, ago(at));
}
