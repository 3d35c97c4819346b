import { useQuery } from '@tanstack/react-query';
import type { ChurnComponents } from '../../data/contracts.js';
import { churn } from '../../data/service.js';
import { ConfirmedAction } from '../../parts/confirmed-action.js';
import { manyOf } from '../../parts/field.js';
import { deliveryTexts } from '../../texts/delivery.js';

export type EndpointWithSecret = ChurnComponents['schemas']['EndpointWithSecretDto'];
type Type = NonNullable<ChurnComponents['schemas']['NewEndpointBody']['types']>[number];
const words = deliveryTexts;
const NAME = /^[a-z0-9][a-z0-9._-]{0,62}$/;

/** Makes an endpoint that receives messages from now on. */
export function CreateEndpoint({ onSecret }: { onSecret: (made: EndpointWithSecret) => void }) {
  const { data } = useQuery(churn.query('/audiences'));
  const { action, asks, explains, fields } = words.create;
  return (
    <ConfirmedAction
      label={action}
      title={asks}
      fields={{
        name: {
          label: fields.name,
          help: fields.nameHelp,
          problem: (name) => (NAME.test(name) ? null : fields.nameHelp),
        },
        url: { label: fields.url, help: fields.urlHelp },
        description: { label: fields.description, isOptional: true },
        audiences: {
          label: fields.audiences,
          type: 'many',
          options: (data?.audiences ?? []).map(({ key, name }) => [key, name] as const),
          isOptional: true,
        },
        types: { label: fields.types, type: 'many', options: Object.entries(words.types), isOptional: true },
      }}
      run={({ name, url, description, audiences, types }) =>
        churn.send('post', '/admin/delivery/endpoints', {
          body: {
            name,
            url,
            description: description || undefined,
            audiences: audiences === '' ? undefined : manyOf(audiences),
            types: types === '' ? undefined : (manyOf(types) as Type[]),
          },
        })
      }
      onDone={onSecret}
    >
      <p>{explains}</p>
    </ConfirmedAction>
  );
}

const at = (name: string) => ({ params: { path: { name } } });
const ACTIONS = {
  test: (name: string): Promise<object> =>
    churn.send('post', '/admin/delivery/endpoints/{name}/test', at(name)),
  enable: (name: string) => churn.send('post', '/admin/delivery/endpoints/{name}/enable', at(name)),
  replay: (name: string) =>
    churn.send('post', '/admin/delivery/endpoints/{name}/replay', { ...at(name), body: { which: 'dead' } }),
  rotate: (name: string) => churn.send('post', '/admin/delivery/endpoints/{name}/rotate-secret', at(name)),
  remove: (name: string) => churn.send('delete', '/admin/delivery/endpoints/{name}', at(name)),
};

/** What needs nothing but a confirmation. @param onSecret receives a new secret */
export function EndpointAction({
  what,
  name,
  onSecret,
}: {
  what: keyof typeof ACTIONS;
  name: string;
  onSecret: (made: EndpointWithSecret) => void;
}) {
  const { action, asks, explains } = words.endpointActions[what];
  return (
    <ConfirmedAction
      label={action}
      name={`${action}: ${name}`}
      isDanger={what === 'remove'}
      title={asks(name)}
      run={() => ACTIONS[what](name)}
      onDone={(answer) => {
        if ('secret' in answer) onSecret(answer as EndpointWithSecret);
      }}
    >
      <p>{explains}</p>
    </ConfirmedAction>
  );
}
