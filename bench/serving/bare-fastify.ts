import { fastify } from 'fastify';

/** What a route answers, whatever it is asked. */
export interface BareRoute {
  method: string;
  /** Pattern of Fastify, such as /churn/:userId. */
  pattern: string;
  status: number;
  contentType: string;
  body: string;
}

/** A process of its own: Fastify with nothing around it, which answers each route with bytes that were made before. */
process.once('message', (routes: BareRoute[]) => {
  const app = fastify();
  for (const { method, pattern, status, contentType, body } of routes) {
    app.route({
      method,
      url: pattern,
      handler: (_request, reply) => {
        void reply.code(status).header('content-type', contentType).send(body);
      },
    });
  }
  void app.listen({ port: 0, host: '127.0.0.1' }).then((url) => process.send?.(url));
});
