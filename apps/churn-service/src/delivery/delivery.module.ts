import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { MonitoringModule } from '../monitoring/monitoring.module.js';
import { DeliveryController } from './delivery.controller.js';
import { DeliveryMetrics } from './delivery-metrics.js';
import { Dispatcher } from './dispatcher.js';
import { DeliveryEndpoint } from './endpoint.entity.js';
import { EndpointSecrets } from './endpoint-secrets.js';
import { EndpointsService } from './endpoints.service.js';
import { MessageContent } from './message-content.js';
import { Outbox } from './outbox.js';
import { MessagesService } from './messages.service.js';
import { Sender } from './sender.js';
import { WatchedEvents } from './watched-events.js';

/** Sends what happened to other systems, by webhooks. */
@Module({
  imports: [MonitoringModule, TypeOrmModule.forFeature([DeliveryEndpoint])],
  controllers: [DeliveryController],
  providers: [
    Outbox,
    MessageContent,
    EndpointSecrets,
    Sender,
    WatchedEvents,
    Dispatcher,
    EndpointsService,
    MessagesService,
    DeliveryMetrics,
  ],
  exports: [Outbox],
})
export class DeliveryModule {}
