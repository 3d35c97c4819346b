import { useQuery } from '@tanstack/react-query';
import type { Churn } from '../../data/contracts.js';
import { churn } from '../../data/service.js';
import { startOfDay } from '../../format/times.js';
import { ConfirmedAction } from '../../parts/confirmed-action.js';
import { manyOf } from '../../parts/field.js';
import { deliveryTexts } from '../../texts/delivery.js';

type Type = NonNullable<Churn['NewEndpointBody']['types']>[number];
const words = deliveryTexts;
const NAME = /^[a-z0-9][a-z0-9._-]{0,62}$/;

/** Makes an endpoint that receives messages from now on, or changes one. @param onDone receives it */
export function EditEndpoint({ of, onDone }: { of?: Churn['EndpointDto']; onDone: (made: object) => void }) {
  const { data } = useQuery(churn.query('/audiences'));
  const { fields } = words;
  const name = {
    label: fields.name,
    help: fields.nameHelp,
    problem: (typed: string) => (NAME.test(typed) ? null : fields.nameHelp),
  };
  return (
    <ConfirmedAction
      words={of === undefined ? words.create : words.change}
      of={of?.name ?? ''}
      fields={{
        ...(of === undefined && { name }),
        url: { label: fields.url, help: fields.urlHelp, initial: of?.url ?? '', maxLength: 2_000 },
        description: { label: fields.description, isOptional: true, initial: of?.description ?? '' },
        audiences: {
          label: fields.audiences,
          type: 'many',
          options: (data?.audiences ?? []).map(({ key, name }) => [key, name] as const),
          isOptional: true,
          initial: (of?.audiences ?? []).join(),
        },
        types: {
          label: fields.types,
          type: 'many',
          options: Object.entries(words.types),
          isOptional: true,
          initial: (of?.types ?? []).join(),
        },
      }}
      run={({ name, url, description, audiences, types }) => {
        const settings = {
          url,
          description: description || undefined,
          audiences: audiences === '' ? undefined : manyOf(audiences),
          types: types === '' ? undefined : (manyOf(types) as Type[]),
        };
        return of === undefined
          ? churn.send('post', '/admin/delivery/endpoints', { body: { name, ...settings } })
          : churn.send('put', '/admin/delivery/endpoints/{name}', { ...at(of.name), body: settings });
      }}
      onDone={onDone}
    />
  );
}

const at = (name: string) => ({ params: { path: { name } } });
/** What is sent again, of the days of the reader. */
type Replayed = Record<'which' | 'from' | 'to', string>;
const ACTIONS = {
  test: (name: string): Promise<object> =>
    churn.send('post', '/admin/delivery/endpoints/{name}/test', at(name)),
  pause: (name: string) => churn.send('post', '/admin/delivery/endpoints/{name}/pause', at(name)),
  enable: (name: string) => churn.send('post', '/admin/delivery/endpoints/{name}/enable', at(name)),
  replay: (name: string, { which, from, to }: Replayed) =>
    churn.send('post', '/admin/delivery/endpoints/{name}/replay', {
      ...at(name),
      body: { which: which as 'dead', from: startOfDay(from), to: startOfDay(to, 1) },
    }),
  rotate: (name: string) => churn.send('post', '/admin/delivery/endpoints/{name}/rotate-secret', at(name)),
  remove: (name: string) => churn.send('delete', '/admin/delivery/endpoints/{name}', at(name)),
};

/** What needs little more than a confirmation. @param onDone receives the answer */
export function EndpointAction({
  what,
  name,
  onDone,
}: {
  what: keyof typeof ACTIONS;
  name: string;
  onDone: (answer: object) => void;
}) {
  const { which, from, to, choices } = words.replayed;
  const day = { type: 'date', isOptional: true } as const;
  const replayed = {
    which: { label: which, options: Object.entries(choices), initial: 'dead' },
    from: { ...day, label: from },
    to: { ...day, label: to },
  };
  return (
    <ConfirmedAction
      words={words.endpointActions[what]}
      of={name}
      isDanger={what === 'remove'}
      fields={what === 'replay' ? replayed : undefined}
      run={(typed: Replayed) => ACTIONS[what](name, typed)}
      onDone={onDone}
    />
  );
}
