import { Module } from '@nestjs/common';
import { ExportsController } from './exports.controller.js';
import { ExportsService } from './exports.service.js';

/** The loaded events as CSVs. */
@Module({ controllers: [ExportsController], providers: [ExportsService] })
export class ExportsModule {}
