import { HourlyUpkeep } from '#common';
import { Module } from '@nestjs/common';
import type { OnModuleInit } from '@nestjs/common';
import { StorageModule } from '../storage/storage.module.js';
import { FactsController } from './facts.controller.js';
import { FactsRepository } from './facts.repository.js';
import { Facts } from './facts.service.js';

/** What a service tells of its users. */
@Module({
  imports: [StorageModule],
  controllers: [FactsController],
  providers: [Facts, FactsRepository],
  exports: [FactsRepository],
})
export class FactsModule implements OnModuleInit {
  constructor(
    private readonly upkeep: HourlyUpkeep,
    private readonly repository: FactsRepository,
  ) {}

  onModuleInit(): void {
    this.upkeep.add('values of removed facts', () => this.repository.removeUndeclared());
  }
}
