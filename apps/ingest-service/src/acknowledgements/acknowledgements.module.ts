import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { Acknowledgement } from './acknowledgement.entity.js';
import { AcknowledgementsController } from './acknowledgements.controller.js';

/** What is known to be wrong, and may stay so. */
@Module({
  imports: [TypeOrmModule.forFeature([Acknowledgement])],
  controllers: [AcknowledgementsController],
})
export class AcknowledgementsModule {}
