import { fastify } from 'fastify';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

export type Handler = (request: FastifyRequest, reply: FastifyReply) => unknown;

/** An HTTP service that answers request after request as it is told, and remembers what it was asked. */
export class ScriptedService {
  readonly asked: { method: string; url: string; headers: Record<string, unknown>; body: unknown }[] = [];
  url = '';
  private handlers: Handler[] = [];
  private readonly app: FastifyInstance = fastify({ forceCloseConnections: true });

  async start(): Promise<void> {
    this.app.addContentTypeParser(
      'application/octet-stream',
      { parseAs: 'buffer' },
      (_request, body, done) => {
        done(null, body.length);
      },
    );
    this.app.all('/*', (request, reply) => {
      const { method, url, headers, body } = request;
      this.asked.push({ method, url, headers, body });
      const handler = this.handlers.length > 1 ? this.handlers.shift()! : this.handlers[0]!;
      return handler(request, reply);
    });
    this.url = await this.app.listen({ host: '127.0.0.1', port: 0 });
  }

  /** One handler a request; the last one answers all that follow. */
  answer(...handlers: Handler[]): void {
    this.handlers = handlers;
    this.asked.length = 0;
  }

  async stop(): Promise<void> {
    await this.app.close();
  }
}

export const ok =
  (body: unknown): Handler =>
  () =>
    body;

/** A refusal as the services write it. */
export const refused =
  (status: number, members: Record<string, unknown> = {}, headers: Record<string, string> = {}): Handler =>
  (_request, reply) =>
    reply
      .status(status)
      .headers({ 'content-type': 'application/problem+json; charset=utf-8', ...headers })
      .send(
        JSON.stringify({
          type: 'about:blank',
          title: 'Refused',
          status,
          detail: 'Not now.',
          code: 'some_code',
          requestId: 'req-1',
          ...members,
        }),
      );

/** The connection breaks before there is an answer. */
export const broken: Handler = (_request, reply) => {
  reply.hijack();
  reply.raw.destroy();
};
