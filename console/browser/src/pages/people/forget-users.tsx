import { pageOfJob } from '../../data/address.js';
import { ingest } from '../../data/service.js';
import { count } from '../../format/numbers.js';
import { ConfirmedAction } from '../../parts/confirmed-action.js';
import { texts } from '../../texts.js';

const words = texts.people.forget;

/**
 * Erases users, known or not, from all three services, and shows the job that does it. Nothing brings them back: the
 * confirmation asks to type which one, or how many, they are.
 */
export function ForgetUsers({ userIds }: { userIds: string[] }) {
  const [only = ''] = userIds;
  const isOne = userIds.length === 1;
  const expected = isOne ? only : String(userIds.length);
  return (
    <ConfirmedAction
      words={{ ...words, asks: isOne ? words.asksOne(only) : words.asks(count(userIds.length)) }}
      isDanger
      isDisabled={userIds.length === 0}
      obstacle={userIds.includes('0') ? words.anonymous : null}
      fields={{
        typed: {
          label: isOne ? words.typeId : words.typeCount,
          problem: (typed) => ((isOne ? typed : typed.replace(/\D/g, '')) === expected ? null : ''),
        },
      }}
      run={() => ingest.send('post', '/admin/users/erase', { body: { userIds } })}
      leadsTo={({ id }) => pageOfJob('ingest', id)}
    >
      <p>{words.atOnce}</p>
      <p>{words.byJob}</p>
      <p>{words.stays}</p>
      <p>
        <strong>{words.forGood}</strong>
      </p>
    </ConfirmedAction>
  );
}
