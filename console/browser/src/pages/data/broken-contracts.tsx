import { Link } from 'wouter';
import { contractSubject, useAcknowledgements } from '../../data/acknowledgements.js';
import type { IngestComponents } from '../../data/contracts.js';
import { Acknowledge, saidOf } from '../../parts/acknowledge.js';
import { Badge } from '../../parts/badge.js';
import { ServiceText } from '../../parts/service-text.js';
import { dataTexts } from '../../texts/data.js';

const words = dataTexts.contracts;

/** Which files break the contract of their mapping? Trainings wait until each is loaded anew, or known. */
export function BrokenContracts({
  archives,
}: {
  archives: readonly IngestComponents['schemas']['BrokenContractDto'][];
}) {
  const noted = useAcknowledgements();
  return (
    <ul>
      {archives.map(({ archiveId, name, known, violations }) => {
        // A note of before the last load counts no more.
        const note = known ? noted?.get(contractSubject(archiveId)) : undefined;
        return (
          <li key={archiveId}>
            <Badge state={known ? 'known' : 'look'}>{words.broken}</Badge>{' '}
            <Link href={`/data/archives/${archiveId}`}>{name}</Link>{' '}
            <ServiceText>{violations.map(({ meaning }) => meaning).join(' ')}</ServiceText>{' '}
            {note === undefined ? words.waiting : saidOf(note)}{' '}
            <Acknowledge subjects={[contractSubject(archiveId)]} found={name} noted={note} />
          </li>
        );
      })}
    </ul>
  );
}
