import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsOptional } from 'class-validator';

export class UploadQueryDto {
  @ApiPropertyOptional({
    description: 'true: load the archive even when retention dropped its day',
    enum: ['true', 'false'],
    default: 'false',
    example: 'false',
  })
  @IsOptional()
  @IsIn(['true', 'false'], { message: 'includeDropped must be true or false' })
  includeDropped?: 'true' | 'false';
}
