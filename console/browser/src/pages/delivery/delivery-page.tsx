import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { ComponentProps } from 'react';
import { Link } from 'wouter';
import { useAddress } from '../../data/address.js';
import type { Churn } from '../../data/contracts.js';
import { churn } from '../../data/service.js';
import { count } from '../../format/numbers.js';
import { Badge, stateChoices } from '../../parts/badge.js';
import { Choice } from '../../parts/choice.js';
import { ConfirmedAction } from '../../parts/confirmed-action.js';
import { ListSection } from '../../parts/sections.js';
import { Page } from '../../parts/page.js';
import { Wrapped } from '../../parts/records.js';
import { ShownSecret } from '../../parts/shown-secret.js';
import { texts } from '../../texts.js';
import { deliveryTexts } from '../../texts/delivery.js';
import { EditEndpoint, EndpointAction } from './endpoint-actions.js';
import { ShownMessage } from './shown-message.js';

type Endpoint = Churn['EndpointDto'];
type Message = Churn['MessageDto'];
const words = deliveryTexts;
const WHILE_OPEN_MS = 5_000;

/** Where do messages go, and did they arrive? */
export default function DeliveryPage() {
  const [made, setMade] = useState<Churn['EndpointWithSecretDto'] | null>(null);
  const [sentAgain, setSentAgain] = useState<number | null>(null);
  const answer = useQuery(churn.query('/admin/delivery/endpoints'));
  const { secret = null, name = '' } = made ?? {};
  const onDone = (answered: object) => {
    if ('secret' in answered) setMade(answered as Churn['EndpointWithSecretDto']);
    setSentAgain('messages' in answered ? (answered as Churn['ReplayedDto']).messages : null);
  };
  return (
    <Page title={texts.navigation.delivery} lead={words.lead} actions={<EditEndpoint onDone={onDone} />}>
      {secret !== null && (
        <ShownSecret
          key={secret}
          title={words.secret(name)}
          note={words.secretNote}
          secret={secret}
          onHide={() => setMade(null)}
        />
      )}
      <ListSection
        title={words.endpoints}
        note={
          <>
            {words.endpointsNote}{' '}
            <span aria-live="polite">{sentAgain !== null && words.sentAgain(count(sentAgain))}</span>
          </>
        }
        of={answer}
        rows={({ endpoints }) => endpoints.map((endpoint) => rowOf(endpoint, onDone))}
        keys={({ endpoints }) => endpoints.map((endpoint) => endpoint.name)}
        empty={() => words.none}
      />
      <Messages endpoints={answer.data?.endpoints ?? []} />
      <ShownMessage />
    </Page>
  );
}

function rowOf(endpoint: Endpoint, onDone: (answer: object) => void): object {
  const { name, state, waiting, dead, url, description, audiences, types, failingSince, disabledBecause } =
    endpoint;
  const action = (what: ComponentProps<typeof EndpointAction>['what']) => (
    <EndpointAction key={what} what={what} name={name} onDone={onDone} />
  );
  return {
    name: (
      <Wrapped>
        <Link href={`/delivery?endpoint=${name}`}>{name}</Link>
        <p className="note">{[description, url].filter(Boolean).join(': ')}</p>
      </Wrapped>
    ),
    state: (
      <Wrapped>
        <Badge state={state} />
        <p className="note">{disabledBecause}</p>
      </Wrapped>
    ),
    actions: (
      <div className="row">
        {action('test')}
        {action(state === 'disabled' ? 'enable' : 'pause')}
        <details>
          <summary aria-label={words.moreOf(name)}>{words.more}</summary>
          <div className="row">
            <EditEndpoint of={endpoint} onDone={onDone} />
            {(['replay', 'rotate', 'remove'] as const).map(action)}
          </div>
        </details>
      </div>
    ),
    waiting,
    givenUp: dead,
    receives: (
      <Wrapped>
        {types?.map((type) => words.types[type]).join(', ') ?? words.all}
        <p className="note">{words.ofAudiences((audiences ?? [words.all]).join(', '))}</p>
      </Wrapped>
    ),
    failingSince,
  };
}

/** The newest of them. */
function Messages({ endpoints }: { endpoints: readonly Endpoint[] }) {
  const { of, change } = useAddress();
  const state = of('state') as Message['state'] | undefined;
  const endpoint = of('endpoint');
  const answer = useQuery({
    ...churn.query('/admin/delivery/messages', { params: { query: { limit: 100, state, endpoint } } }),
    refetchInterval: WHILE_OPEN_MS,
  });
  return (
    <ListSection
      title={words.messages}
      note={words.messagesNote}
      shows={endpoint}
      actions={
        <>
          <Choice<string>
            label={words.endpoint}
            value={endpoint ?? ''}
            options={stateChoices(endpoints.map(({ name }) => name))}
            onChoose={(chosen) => change({ endpoint: chosen })}
          />
          <Choice<string>
            label={words.state}
            value={state ?? ''}
            options={stateChoices(['waiting', 'sending', 'delivered', 'dead'])}
            onChoose={(chosen) => change({ state: chosen })}
          />
        </>
      }
      of={answer}
      rows={({ messages }) => messages.map(rowOfMessage)}
      keys={({ messages }) => messages.map(({ id }) => id)}
      empty={() => words.noMessages}
    />
  );
}

function rowOfMessage(message: Message): object {
  const { id, type, endpoint, audience, part, parts, state, attempts, nextAt, createdAt } = message;
  const { lastStatus, lastError } = message;
  return {
    message: (
      <>
        <Link href={`/delivery?message=${id}`}>{words.types[type] ?? words.aTest}</Link>{' '}
        {parts > 1 && `${part}/${parts}`}
        <p className="note">{type}</p>
      </>
    ),
    endpoint,
    audience,
    state: <Badge state={state} />,
    actions:
      state !== 'sending' ? (
        <ConfirmedAction
          words={state === 'waiting' ? words.sendNow : words.replay}
          of={id}
          run={() => churn.send('post', '/admin/delivery/messages/{id}/replay', { params: { path: { id } } })}
        />
      ) : null,
    attempts,
    nextAttempt: nextAt,
    created: createdAt,
    lastAnswer: [lastStatus, lastError].filter((one) => one !== null).join(': '),
  };
}
