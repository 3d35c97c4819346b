import { useLocation } from 'wouter';
import { ingest } from '../../data/service.js';
import { count } from '../../format/numbers.js';
import { ConfirmedAction } from '../../parts/confirmed-action.js';
import { texts } from '../../texts.js';
import { pathOf } from '../jobs/job-state.js';

const words = texts.people.forget;

/**
 * Erases users, known or not, from all three services, and shows the job that does it. Nothing brings them back: the
 * confirmation asks to type which one, or how many, they are.
 */
export function ForgetUsers({ userIds }: { userIds: string[] }) {
  const [, navigate] = useLocation();
  const [only = ''] = userIds;
  const isOne = userIds.length === 1;
  const expected = isOne ? only : String(userIds.length);
  return (
    <ConfirmedAction
      label={words.action}
      action={words.confirm}
      isDanger
      isDisabled={userIds.length === 0}
      obstacle={userIds.includes('0') ? words.anonymous : null}
      title={isOne ? words.asksOne(only) : words.asks(count(userIds.length))}
      field={{
        label: isOne ? words.typeId : words.typeCount,
        isRight: (typed) => (isOne ? typed : typed.replace(/\D/g, '')) === expected,
      }}
      run={() => ingest.send('post', '/admin/users/erase', { body: { userIds } })}
      onDone={({ id }) => navigate(pathOf({ service: 'ingest', id }))}
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
