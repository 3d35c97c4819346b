import { Field } from '#common';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import { EVENT_KINDS } from '../formats/archive-name.js';

const NOTE = { minLength: 1, maxLength: 200, example: 'the partner lost this part' } as const;

const DAY = '\\d{4}-\\d\\d-\\d\\d';
const KINDS = EVENT_KINDS.join('|');

/**
 * Findings of coverage, rejected lines, alerts, scores, model versions and jobs; days and kinds
 * without data.
 */
const SUBJECTS = [
  `hole\\.${DAY}\\.(${KINDS})`,
  `closed\\.${DAY}`,
  `ended\\.(${KINDS})`,
  `rejected\\.${DAY}`,
  `alert\\.[a-z_]{1,50}\\.(${DAY})?`,
  `scores\\.${DAY}\\.${DAY}`,
  '(churn|recommender)\\.(none|\\d{1,10}\\.(old|refused))',
  'job\\.[0-9a-f-]{36}',
];

export class AcknowledgementParams {
  @Field.text('What is known, by the name that its finder gives it', {
    pattern: {
      regex: new RegExp(`^(${SUBJECTS.join('|')})$`),
      meaning: 'a finding, such as hole.2017-05-13.play',
    },
    example: 'hole.2017-05-13.play',
  })
  subject: string;
}

export class AcknowledgementBody {
  @Field.text('Why nothing has to be done', NOTE)
  note: string;
}

/** A finding that is known, so that it no longer asks for attention. */
@Entity('acknowledgement')
export class AcknowledgementDto {
  @PrimaryColumn('text')
  @Field.text('What is known', { example: 'hole.2017-05-13.play' })
  subject: string;

  @Column('text')
  @Field.text('Why nothing has to be done', { example: NOTE.example })
  note: string;

  @Column('text')
  @Field.text('Name of the key that noted it', { example: 'settings:admin' })
  by: string;

  @Column('timestamptz', { default: () => 'now()' })
  @Field.time('When it was noted', { example: '2026-11-24T14:36:00.000Z' })
  at: Date;
}

export class AcknowledgementsDto {
  @Field.objects(() => AcknowledgementDto, 'The newest 5,000, newest first')
  acknowledgements: AcknowledgementDto[];
}
