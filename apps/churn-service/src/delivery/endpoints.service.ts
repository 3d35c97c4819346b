import { answerOf, Database, DomainError, SETTINGS } from '#common';
import { Inject, Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { IsNull } from 'typeorm';
import type { Repository } from 'typeorm';
import type { ChurnSettings } from '../churn.settings.js';
import { REPLAY_MESSAGES, SELECT_BACKLOGS, SELECT_UNKNOWN_AUDIENCES } from './delivery.sql.js';
import { DeliveryEndpoint } from './endpoint.entity.js';
import type { EarlierSecret } from './endpoint.entity.js';
import { EndpointSecrets, validSecrets } from './endpoint-secrets.js';
import { EndpointDto } from './endpoints.dto.js';
import type { EndpointSettingsBody, EndpointWithSecretDto, NewEndpointBody } from './endpoints.dto.js';
import { Outbox } from './outbox.js';
import { assertPublicHost } from './public-address.js';
import { newSecret } from './webhook-signature.js';

/** Of one endpoint, what is not delivered. */
interface Backlog {
  readonly endpointId: number;
  readonly waiting: number;
  readonly sending: number;
  readonly dead: number;
  /** Age of the oldest message that is not finished; null: there is none. */
  readonly oldestSeconds: number | null;
}

/** Each makes the header of signatures longer. */
const MOST_EARLIER_SECRETS = 5;
const ADDRESS_EXAMPLE = 'such as https://crm.example.org/hooks/music-box';

/** Where messages are sent: made, changed and removed by an operator. */
@Injectable()
export class EndpointsService {
  constructor(
    @Inject(SETTINGS) private readonly settings: ChurnSettings,
    @InjectRepository(DeliveryEndpoint) private readonly endpoints: Repository<DeliveryEndpoint>,
    private readonly database: Database,
    private readonly secrets: EndpointSecrets,
    private readonly outbox: Outbox,
  ) {}

  async list(): Promise<EndpointDto[]> {
    const found = await this.endpoints.find({ order: { name: 'ASC' } });
    const backlogs = await this.backlogs();
    return found.map((endpoint) => describe(endpoint, backlogs));
  }

  /** Endpoints without an undelivered message are not in the answer. */
  async backlogs(): Promise<Backlog[]> {
    return await this.database.query(SELECT_BACKLOGS);
  }

  /**
   * @throws DomainError invalid (endpoint_url_invalid), not_found (audience_unknown), conflict
   * (endpoint_name_taken)
   */
  async create({ name, ...body }: NewEndpointBody): Promise<EndpointWithSecretDto> {
    const values = await this.checked(body);
    const secret = newSecret();
    const encrypted = await this.secrets.encrypt(secret);
    const insert = this.endpoints.createQueryBuilder().insert();
    const result = await insert
      .values({ ...values, name, secret: encrypted })
      .orIgnore()
      .execute();
    if ((result.raw as unknown[]).length === 0)
      throw new DomainError('conflict', 'endpoint_name_taken', `There is an endpoint ${name}.`);
    return { ...(await this.get(name)), secret };
  }

  /** @throws DomainError as `create`, and not_found (endpoint_unknown) */
  async change(name: string, body: EndpointSettingsBody): Promise<EndpointDto> {
    const { id } = await this.find(name);
    await this.endpoints.update({ id }, await this.checked(body));
    return await this.get(name);
  }

  /** With its messages. @throws DomainError not_found (endpoint_unknown) */
  async remove(name: string): Promise<EndpointDto> {
    const endpoint = await this.get(name);
    await this.endpoints.delete({ name });
    return endpoint;
  }

  /**
   * Earlier secrets sign until their own times; without a grace all of them end at once.
   * @throws DomainError not_found (endpoint_unknown), conflict (secrets_too_many)
   */
  async rotateSecret(name: string, graceSeconds: number): Promise<EndpointWithSecretDto> {
    const secret = newSecret();
    const encrypted = await this.secrets.encrypt(secret);
    await this.endpoints.manager.transaction(async (manager) => {
      // Two rotations at once follow each other: neither ends the secret of the other.
      const lock = { mode: 'pessimistic_write' } as const;
      const endpoint = await manager.findOne(DeliveryEndpoint, { where: { name }, lock });
      if (endpoint === null) throw endpointUnknown(name);
      const replaced = endpoint.secret.toString('base64');
      const endsAt = new Date(Date.now() + graceSeconds * 1000).toISOString();
      const earlier = [{ secret: replaced, endsAt }, ...validSecrets(endpoint.earlierSecrets)];
      if (graceSeconds > 0 && earlier.length > MOST_EARLIER_SECRETS) throw tooManySecrets(earlier);
      endpoint.secret = encrypted;
      endpoint.earlierSecrets = graceSeconds === 0 ? [] : earlier;
      await manager.save(endpoint);
    });
    return { ...(await this.get(name)), secret };
  }

  /** Nothing is sent until it is enabled. @throws DomainError not_found (endpoint_unknown) */
  async pause(name: string): Promise<EndpointDto> {
    const { id } = await this.find(name);
    const paused = { disabledAt: () => 'now()', disabledBecause: 'It was paused on request.' };
    await this.endpoints.update({ id, disabledAt: IsNull() }, paused);
    return await this.get(name);
  }

  /**
   * Its messages are sent from now on, those that waited at once.
   * @throws DomainError not_found (endpoint_unknown)
   */
  async enable(name: string): Promise<EndpointDto> {
    const { id } = await this.find(name);
    const enabled = { disabledAt: null, disabledBecause: null, failingSince: null, pausedUntil: null };
    await this.endpoints.update({ id }, enabled);
    const waiting = [null, id, '-infinity', 'infinity', ['waiting']];
    await this.database.prepared('delivery.replay', REPLAY_MESSAGES, waiting);
    return await this.get(name);
  }

  /** Queues a message to it. @returns its id @throws DomainError not_found (endpoint_unknown) */
  async test(name: string): Promise<string> {
    const { id } = await this.find(name);
    const test = { type: 'endpoint.test' as const, data: { endpoint: name } };
    const ids = await this.database.transaction((transaction) => this.outbox.enqueue(transaction, test, id));
    return ids[0]!;
  }

  /** @throws DomainError not_found (endpoint_unknown) */
  async find(name: string): Promise<DeliveryEndpoint> {
    const endpoint = await this.endpoints.findOneBy({ name });
    if (endpoint !== null) return endpoint;
    throw endpointUnknown(name);
  }

  private async get(name: string) {
    return describe(await this.find(name), await this.backlogs());
  }

  /** Columns of a body. */
  private async checked({ url, description, audiences, types }: EndpointSettingsBody) {
    this.checkUrl(url);
    const unknown = await this.database.query<{ key: string }>(SELECT_UNKNOWN_AUDIENCES, [audiences ?? []]);
    if (unknown.length > 0)
      throw new DomainError('not_found', 'audience_unknown', `There is no audience ${unknown[0]!.key}.`);
    return {
      url,
      description: description ?? null,
      audiences: audiences ?? null,
      types: types ?? null,
    };
  }

  /** Names are resolved at each attempt, not here. @throws DomainError invalid (endpoint_url_invalid) */
  private checkUrl(text: string): void {
    const url = URL.parse(text);
    if (url === null || !/^https?:$/.test(url.protocol))
      throw invalidUrl(`The url must be an http or https address, ${ADDRESS_EXAMPLE}.`);
    if (url.username !== '' || url.password !== '' || url.hash !== '')
      throw invalidUrl(`The url must be without user, password and fragment, ${ADDRESS_EXAMPLE}.`);
    if (this.settings.DELIVERY_ALLOW_PRIVATE) return;
    try {
      assertPublicHost(url);
    } catch (error) {
      throw invalidUrl(`${(error as Error).message} DELIVERY_ALLOW_PRIVATE allows it.`);
    }
  }
}

function endpointUnknown(name: string): DomainError {
  return new DomainError('not_found', 'endpoint_unknown', `There is no endpoint ${name}.`);
}

function tooManySecrets(earlier: readonly EarlierSecret[]): DomainError {
  const first = earlier.map(({ endsAt }) => endsAt).sort()[0]!;
  const sentence = `${MOST_EARLIER_SECRETS} earlier secrets still sign: rotate after ${first}, or with graceSeconds 0, which ends all of them.`;
  return new DomainError('conflict', 'secrets_too_many', sentence);
}

function invalidUrl(sentence: string): DomainError {
  return new DomainError('invalid', 'endpoint_url_invalid', sentence);
}

function describe(endpoint: DeliveryEndpoint, backlogs: readonly Backlog[]) {
  const { id, disabledAt, failingSince, earlierSecrets } = endpoint;
  const backlog = backlogs.find(({ endpointId }) => endpointId === id);
  const shown = {
    state: disabledAt !== null ? 'disabled' : failingSince !== null ? 'failing' : 'active',
    earlierSecretsEndAt: validSecrets(earlierSecrets).map(({ endsAt }) => endsAt),
    waiting: (backlog?.waiting ?? 0) + (backlog?.sending ?? 0),
    dead: backlog?.dead ?? 0,
  } as const;
  return answerOf(EndpointDto, Object.assign({}, endpoint, shown));
}
