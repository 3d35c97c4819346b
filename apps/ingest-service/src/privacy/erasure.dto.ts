import { Field } from '#common';

export class ReadmissionDto {
  @Field.count('Users who were named, each once', { example: 2 })
  users: number;

  @Field.count('Users of an erasure: their later events count again', { example: 2 })
  readmitted: number;

  @Field.count(
    'Of these, users whom a person had excluded before: exclude them again where that still holds',
    {
      example: 0,
    },
  )
  excludedByHand: number;

  @Field.count('Users of whom suppressions of contacts are stored again, such as an unsubscription', {
    example: 1,
  })
  suppressed: number;

  @Field.count('Users who were excluded by hand: they are handed back to the rules', { example: 0 })
  included: number;
}

/** The ids themselves are in no job. */
export class ErasureInputDto {
  @Field.integer('Number of the erasure; it stays, with the time, the key and how many users there were', {
    minimum: 1,
    maximum: 2_147_483_647,
    example: 7,
  })
  erasure: number;
}

export class ErasureResultDto {
  @Field.count(
    'Users whom this job has erased; those of earlier erasures that had not ended are among them',
    {
      example: 2,
    },
  )
  users: number;

  @Field.count('Days of which events went', { example: 31 })
  days: number;

  @Field.map('Rows that went, by table', 'integer', { example: { play_event: 412, user_day: 31 } })
  rows: Record<string, number>;

  @Field.count('Stored versions of the recommender that were written anew without them', { example: 3 })
  models: number;

  @Field.values('Endpoints that have got any of them, and are sent their ids to forget', 'string', {
    example: ['crm'],
  })
  endpoints: string[];

  @Field.values(
    'Published snapshots and lists that were written before, which may name them: these are to be deleted, or written anew',
    'string',
    {
      example: ['/var/lake/churn/snapshot=2017-05-12'],
    },
  )
  published: string[];

  @Field.values(
    'Receivers that may have got any of them and are told of nothing, since their endpoints were removed or have other ' +
      'addresses: tell them by other ways',
    'string',
    { example: ['old-crm https://old.example.org/hook'] },
  )
  untold: string[];

  @Field.values(
    'Stored versions that have learned from sums of all users, these among them, until later ones replace them',
    'string',
    { example: ['churn 3', 'recommender 5'] },
  )
  learnedBy: string[];

  @Field.day('The last day on which their ids are stored: exits from audiences, and messages to receivers', {
    example: '2026-12-08',
  })
  lastTraceOn: string;
}
