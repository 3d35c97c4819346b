import { useQuery } from '@tanstack/react-query';
import { useAddress } from '../../data/address.js';
import { churn } from '../../data/service.js';
import { bytes } from '../../format/numbers.js';
import { time } from '../../format/times.js';
import { Answer } from '../../parts/answer.js';
import { Fold } from '../../parts/fold.js';
import { Section } from '../../parts/page.js';
import { deliveryTexts } from '../../texts/delivery.js';

const words = deliveryTexts;

/** The message of the address, as it was sent and as an attempt now would send it. */
export function ShownMessage() {
  const id = useAddress().of('message');
  const path = { id: id ?? '' };
  const answer = useQuery({
    ...churn.query('/admin/delivery/messages/{id}/body', { params: { path } }),
    enabled: id !== undefined,
  });
  if (id === undefined) return null;
  return (
    <Section title={words.body} note={id} shows={id}>
      <Answer of={answer}>
        {({ sent, next }) => (
          <>
            <p>{sent === null ? words.notSent : words.sent(time(sent.at), bytes(sent.bytes), sent.sha256)}</p>
            {typeof sent?.body === 'string' && <Body of={JSON.parse(sent.body) as unknown} />}
            <Fold summary={<h3>{words.next}</h3>}>
              <p className="note">{words.nextNote}</p>
              <Body of={next} />
            </Fold>
          </>
        )}
      </Answer>
    </Section>
  );
}

function Body({ of }: { of: unknown }) {
  return (
    <pre className="box" tabIndex={0}>
      {JSON.stringify(of, null, 2)}
    </pre>
  );
}
