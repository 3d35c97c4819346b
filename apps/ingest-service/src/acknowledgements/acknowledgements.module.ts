import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AcknowledgementsController } from './acknowledgements.controller.js';
import { AcknowledgementDto } from './acknowledgements.dto.js';
import { AcknowledgementsService } from './acknowledgements.service.js';

/** What is known to be wrong, and may stay so. */
@Module({
  imports: [TypeOrmModule.forFeature([AcknowledgementDto])],
  controllers: [AcknowledgementsController],
  providers: [AcknowledgementsService],
})
export class AcknowledgementsModule {}
