import { ApiProperty } from '@nestjs/swagger';
import { IsString, MaxLength, MinLength } from 'class-validator';

export class LoadRequestDto {
  @ApiProperty({
    description:
      'Folder or single archive, relative to the logs folder of the service (setting LOGS_DIR); "." is all of it',
    example: '.',
    minLength: 1,
    maxLength: 1024,
  })
  @IsString({ message: 'path must be a text' })
  @MinLength(1, { message: 'path must not be empty; "." is the whole logs folder' })
  @MaxLength(1024, { message: 'path must have at most 1024 characters' })
  path: string;
}
