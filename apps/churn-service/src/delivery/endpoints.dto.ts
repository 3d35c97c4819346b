import { Field } from '#common';
import { Matches } from 'class-validator';
import { MESSAGE_TYPES } from './message-type.js';

const NAME = {
  regex: /^[a-z0-9][a-z0-9._-]{0,62}$/,
  meaning: '1 to 63 small letters, digits, dots, hyphens and underscores, beginning with a letter or digit',
};
const AUDIENCE_KEY = /^[a-z0-9][a-z0-9._-]*$/;
const DAY_SECONDS = 86_400;

const URL_FIELD = Field.text('Where messages are posted: an http or https address without a password', {
  minLength: 1,
  maxLength: 2_000,
  example: 'https://crm.example.org/hooks/music-box',
});
const DESCRIPTION = { maxLength: 200, example: 'the CRM; ask the growth team' } as const;
const AUDIENCES = 'Keys of the audiences whose changes are sent; without it, of all';
const TYPES = 'Types of messages that are sent; without it, all';

/** What a change of an endpoint replaces: a member that is left out becomes what it is without it. */
export class EndpointSettingsBody {
  @URL_FIELD
  url: string;

  @Field.text('What it is, and whom to ask about it', { optional: true, ...DESCRIPTION })
  description?: string;

  @Field.values(AUDIENCES, 'string', { optional: true, minItems: 1, maxItems: 100, example: ['at-risk'] })
  @Matches(AUDIENCE_KEY, { each: true, message: 'each entry of $property must be the key of an audience' })
  audiences?: string[];

  @Field.values(TYPES, MESSAGE_TYPES, {
    optional: true,
    minItems: 1,
    maxItems: MESSAGE_TYPES.length,
    example: ['audience.changed'],
  })
  types?: (typeof MESSAGE_TYPES)[number][];
}

export class NewEndpointBody extends EndpointSettingsBody {
  @Field.text('What to call it', { pattern: NAME, example: 'crm' })
  name: string;
}

export class EndpointParams {
  @Field.text('Name of an endpoint', { minLength: 1, maxLength: 63, example: 'crm' })
  name: string;
}

export class SecretRotationBody {
  @Field.integer('How long the secret before signs too', {
    minimum: 0,
    maximum: 30 * DAY_SECONDS,
    default: DAY_SECONDS,
  })
  graceSeconds: number;
}

export const ENDPOINT_STATES = ['active', 'failing', 'disabled'] as const;

export class EndpointDto {
  @Field.text('Its name', { example: 'crm' })
  name: string;

  @Field.text('Where messages are posted', {
    example: 'https://crm.example.org/hooks/music-box',
  })
  url: string;

  @Field.text('What it is', { nullable: true, example: DESCRIPTION.example })
  description: string | null;

  @Field.values('Keys of audiences; null: all', 'string', { nullable: true, example: ['at-risk'] })
  audiences: string[] | null;

  @Field.values('Types of messages; null: all', 'string', { nullable: true, example: ['audience.changed'] })
  types: string[] | null;

  @Field.enum('failing: its last attempt failed; disabled: nothing is sent, messages wait', ENDPOINT_STATES)
  state: (typeof ENDPOINT_STATES)[number];

  @Field.time('Since when every attempt has failed', { nullable: true, example: null })
  failingSince: Date | null;

  @Field.time('When it was disabled', { nullable: true, example: null })
  disabledAt: Date | null;

  @Field.text('Why it was disabled', { nullable: true, example: null })
  disabledBecause: string | null;

  @Field.values('Until when each earlier secret signs too', 'string', {
    example: ['2026-11-27T15:00:00.000Z'],
  })
  earlierSecretsEndAt: string[];

  @Field.count('Messages that wait for an attempt, or are being sent', { example: 0 })
  waiting: number;

  @Field.count('Messages that were given up', { example: 0 })
  dead: number;

  @Field.time('When it was made', { example: '2026-11-26T15:00:00.000Z' })
  createdAt: Date;
}

export class EndpointWithSecretDto extends EndpointDto {
  @Field.text('The secret that signs its messages, shown this once', {
    example: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
  })
  secret: string;
}

export class EndpointsDto {
  @Field.objects(() => EndpointDto, 'By name')
  endpoints: EndpointDto[];
}
