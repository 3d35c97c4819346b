import { CountField } from '#common';

export class UserErasureResultDto {
  @CountField('Versions that were written anew', { example: 3 })
  versions: number;
}
