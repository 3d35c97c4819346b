import { Module } from '@nestjs/common';
import { MappingChecksController } from './mapping-checks.controller.js';

@Module({ controllers: [MappingChecksController] })
export class MappingChecksModule {}
