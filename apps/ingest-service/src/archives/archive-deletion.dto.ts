import { CountField, TextField, ValuesField } from '#common';

export class DeletionInputDto {
  @TextField('Name of the archive', { maxLength: 200, example: '20170401_3_play.log.tar.gz' })
  name: string;
}

/** What was deleted. */
export class DeletedArchiveDto {
  @TextField('Name of the archive', { example: '20170401_3_play.log.tar.gz' })
  name: string;

  @ValuesField('Days whose events changed', 'string', { example: ['2017-04-01'] })
  days: string[];

  @CountField('Events that went', { example: 2_186_840 })
  events: number;
}
