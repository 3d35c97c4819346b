import { Metrics } from '#common';
import { Injectable } from '@nestjs/common';
import { ENDPOINT_STATES } from './endpoints.dto.js';
import { EndpointsService } from './endpoints.service.js';

/** Shows what is not delivered, and the endpoints that need attention. */
@Injectable()
export class DeliveryMetrics {
  constructor(metrics: Metrics, endpoints: EndpointsService) {
    const ask = metrics.askDatabase(async () => ({
      backlogs: await endpoints.backlogs(),
      endpoints: await endpoints.list(),
    }));
    metrics.gauge(
      {
        name: 'musicbox_delivery_messages',
        help: 'Messages that are not delivered, by state; dead: given up',
        labels: ['state'],
      },
      async () => {
        const backlogs = (await ask())?.backlogs;
        if (backlogs === undefined) return null;
        return (['waiting', 'sending', 'dead'] as const).map((state) => ({
          labels: { state },
          value: backlogs.reduce((sum, backlog) => sum + backlog[state], 0),
        }));
      },
    );
    metrics.gauge(
      {
        name: 'musicbox_delivery_oldest_seconds',
        help: 'Age of the oldest message that is not finished; absent while there is none',
      },
      async () => {
        const ages = (await ask())?.backlogs.map(({ oldestSeconds }) => oldestSeconds ?? 0) ?? [];
        return Math.max(0, ...ages) || null;
      },
    );
    metrics.gauge(
      {
        name: 'musicbox_delivery_endpoints',
        help: 'Endpoints by state; failing: its last attempt failed; disabled: nothing is sent',
        labels: ['state'],
      },
      async () => {
        const known = (await ask())?.endpoints;
        if (known === undefined) return null;
        return ENDPOINT_STATES.map((state) => ({
          labels: { state },
          value: known.filter((endpoint) => endpoint.state === state).length,
        }));
      },
    );
  }
}
