import { Module } from '@nestjs/common';
import { LoadingModule } from '../loading/loading.module.js';
import { StoredMappingsModule } from '../stored-mappings/stored-mappings.module.js';
import { UploadService } from './upload.service.js';
import { UploadsController } from './uploads.controller.js';

/** Archives sent over HTTP. */
@Module({
  imports: [LoadingModule, StoredMappingsModule],
  controllers: [UploadsController],
  providers: [UploadService],
})
export class UploadsModule {}
