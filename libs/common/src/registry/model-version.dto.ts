import { Field } from '../fields/fields.js';
import { CursorPageDto } from '../fields/request.dto.js';
import { MODEL_STATES } from './model-version.entity.js';
import type { ModelState, ModelVersion } from './model-version.entity.js';

const VERSION = { minimum: 1, maximum: 2 ** 31 - 1, example: 3 } as const;

export class ModelVersionParams {
  @Field.integer('Version, counted from 1', VERSION)
  version: number;
}

export class RollbackBody {
  @Field.integer(
    'Refused as `live_version_changed` unless this version is live: the request may be sent again',
    {
      ...VERSION,
      optional: true,
    },
  )
  from?: number;
}

export class PromotionBody extends RollbackBody {
  @Field.text(
    'Why a version goes live that the gate refused or could not decide on; stored with the promotion and in the audit. ' +
      'Without it, or where `gate.leaks`, such a version is refused',
    {
      minLength: 3,
      maxLength: 200,
      optional: true,
      example: 'It has learned the new price; see the report of 12 May',
    },
  )
  accept?: string;
}

export class GateDto {
  @Field.boolean('Whether the version may go live', { example: true })
  accepted: boolean;

  @Field.values('One sentence for each check, passed or not', 'string', {
    example: ['Passed: test ROC AUC 0.9012 against 0.8710 of recency alone.'],
  })
  reasons: string[];

  @Field.boolean(
    'True: nothing failed, but there was too little to decide by. Such a version may be promoted by hand',
    { example: false },
  )
  undecided: boolean;

  @Field.boolean('True: it has probably seen what it predicts. Nobody can promote such a version', {
    example: false,
  })
  leaks: boolean;

  @Field.boolean(
    'True: the model is, byte by byte, the one that was live before: nothing that a training reads had changed',
    { example: false },
  )
  nothingNew: boolean;
}

/**
 * What the services show of every version, in lists and alone; they add what their own models have, as the
 * parameters.
 */
export class ModelVersionDto extends ModelVersionParams {
  @Field.enum(
    'live: answers requests. ready: passed the gate, not live. refused: did not pass the gate. retired: only its report is kept',
    MODEL_STATES,
    { example: 'live' },
  )
  state: ModelState;

  @Field.time('When it was stored', { example: '2026-11-24T15:00:00.000Z' })
  createdAt: string;

  @Field.day('First day of the logs it learned from', { nullable: true, example: '2017-03-30' })
  dataFrom: string | null;

  @Field.day('Last day of the logs it learned from', { nullable: true, example: '2017-05-12' })
  dataTo: string | null;

  @Field.integer('Seed of everything random in it', { example: 42 })
  seed: number;

  @Field.object(() => GateDto, 'Why it went live or not')
  gate: GateDto;

  @Field.text('Version of the program that trained it', { example: '0.1.0' })
  codeVersion: string;
}

/** What every retraining ends with. */
export class MadeVersionDto {
  @Field.integer('Version that was made', VERSION)
  version: number;

  @Field.enum('Whether it went live', MODEL_STATES, { example: 'live' })
  state: ModelState;

  @Field.boolean(
    'True: it is, byte by byte, the model that was live: no event, user or setting that a training reads has changed',
    { example: false },
  )
  nothingNew: boolean;
}

/** A page of versions; extended by the list of each kind. */
export class ModelVersionsDto extends CursorPageDto {
  @Field.integer('Version that a rollback makes live; null when none was live before', {
    ...VERSION,
    nullable: true,
    example: 2,
  })
  rollbackTo: number | null;
}

/** A version without what only the registry needs. */
export function describeVersion(
  version: Omit<ModelVersion, 'report' | 'refused' | 'retiredAt'>,
): Pick<ModelVersionDto, keyof ModelVersionDto> & Pick<ModelVersion, 'parameters'> {
  return {
    version: version.version,
    state: version.state,
    createdAt: version.createdAt.toISOString(),
    dataFrom: version.dataFrom,
    dataTo: version.dataTo,
    seed: version.seed,
    parameters: version.parameters,
    gate: {
      ...version.gate,
      undecided: version.gate.undecided === true,
      leaks: version.gate.leaks === true,
      nothingNew: version.gate.nothingNew === true,
    },
    codeVersion: version.codeVersion,
  };
}
