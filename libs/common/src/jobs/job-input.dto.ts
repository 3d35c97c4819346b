import { BooleanField } from '../fields/scalar-fields.js';

/** Input of a job that is asked for without saying more; other inputs of kinds with a schedule extend it. */
export class JobInputDto {
  @BooleanField('Whether the schedule of its kind has started it', { optional: true, example: true })
  scheduled?: boolean;
}
