import { Module } from '@nestjs/common';
import { RepeatsRepository } from './repeats.repository.js';

@Module({ providers: [RepeatsRepository], exports: [RepeatsRepository] })
export class RepeatsModule {}
