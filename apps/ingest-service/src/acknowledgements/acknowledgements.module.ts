import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { Acknowledgement } from './acknowledgement.entity.js';
import { AcknowledgementsController } from './acknowledgements.controller.js';
import { AcknowledgementsService } from './acknowledgements.service.js';

/** What is known to be wrong, and may stay so. */
@Module({
  imports: [TypeOrmModule.forFeature([Acknowledgement])],
  controllers: [AcknowledgementsController],
  providers: [AcknowledgementsService],
})
export class AcknowledgementsModule {}
