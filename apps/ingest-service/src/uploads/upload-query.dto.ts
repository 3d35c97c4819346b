import { BooleanField, TextField } from '#common';

export class UploadParams {
  @TextField('Name of the archive', { maxLength: 200, example: '20170401_3_play.log.tar.gz' })
  name: string;
}

export class UploadQuery {
  @BooleanField('Load the archive even when retention dropped its day', { default: false })
  includeDropped: boolean;
}
