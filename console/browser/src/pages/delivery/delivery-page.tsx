import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useAddress } from '../../data/address.js';
import type { ChurnComponents } from '../../data/contracts.js';
import { churn } from '../../data/service.js';
import { Answer } from '../../parts/answer.js';
import { Badge } from '../../parts/badge.js';
import { Choice } from '../../parts/choice.js';
import { ConfirmedAction } from '../../parts/confirmed-action.js';
import { Page, Section } from '../../parts/page.js';
import { Records } from '../../parts/records.js';
import { ShownSecret } from '../../parts/shown-secret.js';
import { deliveryTexts } from '../../texts/delivery.js';
import { CreateEndpoint, EndpointAction } from './endpoint-actions.js';
import type { EndpointWithSecret } from './endpoint-actions.js';

type Endpoint = ChurnComponents['schemas']['EndpointDto'];
type Message = ChurnComponents['schemas']['MessageDto'];
const words = deliveryTexts;
const WHILE_OPEN_MS = 5_000;

/** Where do messages go, and did they arrive? */
export default function DeliveryPage() {
  const [made, setMade] = useState<EndpointWithSecret | null>(null);
  const answer = useQuery(churn.query('/admin/delivery/endpoints'));
  const { secret = null, name = '' } = made ?? {};
  return (
    <Page title={words.title} lead={words.lead} actions={<CreateEndpoint onSecret={setMade} />}>
      {secret !== null && (
        <ShownSecret
          key={secret}
          title={words.secret(name)}
          note={words.secretNote}
          secret={secret}
          onHide={() => setMade(null)}
        />
      )}
      <Section title={words.endpoints} note={words.endpointsNote}>
        <Answer of={answer}>
          {({ endpoints }) => (
            <Records
              rows={endpoints.map((endpoint) => rowOf(endpoint, setMade))}
              keys={endpoints.map((endpoint) => endpoint.name)}
              empty={words.none}
            />
          )}
        </Answer>
      </Section>
      <Messages />
    </Page>
  );
}

function rowOf(endpoint: Endpoint, onSecret: (made: EndpointWithSecret) => void): object {
  const { name, state, waiting, dead, url, audiences, types, failingSince, disabledBecause } = endpoint;
  const actions = (['enable', 'replay', 'test', 'rotate', 'remove'] as const).filter(
    (what) => (what !== 'enable' || state === 'disabled') && (what !== 'replay' || dead > 0),
  );
  return {
    name,
    state: <Badge state={state}>{words.states[state]}</Badge>,
    waiting,
    givenUp: dead,
    address: url,
    audiences: (audiences ?? [words.all]).join(', '),
    messages: (types ?? [words.all]).join(', '),
    failingSince,
    disabledBecause,
    actions: (
      <div className="row">
        {actions.map((what) => (
          <EndpointAction key={what} what={what} name={name} onSecret={onSecret} />
        ))}
      </div>
    ),
  };
}

/** The newest of them. */
function Messages() {
  const { of, change } = useAddress();
  const state = of('state') as Message['state'] | undefined;
  const answer = useQuery({
    ...churn.query('/admin/delivery/messages', { params: { query: { limit: 100, state } } }),
    refetchInterval: WHILE_OPEN_MS,
  });
  return (
    <Section
      title={words.messages}
      note={words.messagesNote}
      actions={
        <Choice<string>
          label={words.state}
          value={state ?? ''}
          options={[['', words.all], ...Object.entries(words.messageStates)]}
          onChoose={(chosen) => change({ state: chosen })}
        />
      }
    >
      <Answer of={answer}>
        {({ messages }) => (
          <Records
            rows={messages.map(rowOfMessage)}
            keys={messages.map(({ id }) => id)}
            empty={words.noMessages}
          />
        )}
      </Answer>
    </Section>
  );
}

function rowOfMessage(message: Message): object {
  const { id, type, endpoint, audience, part, parts, state, attempts, createdAt, lastStatus, lastError } =
    message;
  return {
    message: parts > 1 ? `${type} ${part}/${parts}` : type,
    endpoint,
    audience,
    state: <Badge state={state}>{words.messageStates[state]}</Badge>,
    attempts,
    created: createdAt,
    lastAnswer: [lastStatus, lastError].filter((one) => one !== null).join(': '),
    actions:
      state === 'dead' || state === 'delivered' ? (
        <ConfirmedAction
          label={words.replay.action}
          name={`${words.replay.action}: ${id}`}
          title={words.replay.asks}
          run={() => churn.send('post', '/admin/delivery/messages/{id}/replay', { params: { path: { id } } })}
        >
          <p>{words.replay.explains}</p>
        </ConfirmedAction>
      ) : null,
  };
}
