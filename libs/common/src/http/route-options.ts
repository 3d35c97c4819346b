import { applyDecorators } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import { ApiResponse } from '@nestjs/swagger';
import type { onSendHookHandler, RouteOptions } from 'fastify';
import { ANSWERS_UNDER_LOAD } from './overload.js';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** See {@link Costs}; 1 when it is not given. */
    cost?: number;
    /** See {@link StreamsBody}. */
    streamsBody?: boolean;
    /** See {@link Compressed}. */
    compressed?: boolean;
    /** See {@link Revalidated}. */
    revalidated?: boolean;
  }
}

/** Adds to what the handler's other decorators say of its route. */
function routeOptions(options: object): MethodDecorator {
  return <T>(target: object, name: string | symbol, descriptor: TypedPropertyDescriptor<T>) => {
    const known: unknown = Reflect.getMetadata(RouteConfig({}).KEY, descriptor.value as object);
    RouteConfig({ ...(known as object | undefined), ...options })(target, name, descriptor);
  };
}

/** What work a request makes: for how many plain requests it counts where their rate is limited. */
export const COST = { batch: 10, job: 20, export: 50 } as const;

/** For a handler whose requests make more work than a plain one. */
export function Costs(cost: number): MethodDecorator {
  return routeOptions({ cost });
}

/**
 * For a handler that reads the body itself, from `request.body` as a stream: of any media type and any
 * length. Its time limit is one of idleness.
 */
export function StreamsBody(): MethodDecorator {
  return routeOptions({ streamsBody: true });
}

/**
 * For a handler whose answers are long texts (lists, reports, pages): they are compressed where the caller
 * takes it, from a kilobyte on.
 */
export function Compressed(): MethodDecorator {
  return routeOptions({ compressed: true });
}

/** For a handler that little work answers, and that callers need while the service has more to do than it can. */
export function AnswersUnderLoad(): MethodDecorator {
  return routeOptions(ANSWERS_UNDER_LOAD);
}

/**
 * For a handler whose answers seldom change: callers may keep them, and ask each time whether they still
 * hold, by If-None-Match with the ETag; 304 without a body says that they do. All other answers may not be
 * kept (no-store): risks of people, or figures that change.
 */
export function Revalidated(): MethodDecorator {
  return applyDecorators(
    routeOptions({ revalidated: true }),
    ApiResponse({
      status: 304,
      description: 'What the caller has, by the ETag in If-None-Match, is still what there is.',
    }),
  );
}

/** Adds a hook for the answers of a route: before those that it has, or behind them. */
export function addOnSend(route: RouteOptions, place: 'first' | 'last', hook: onSendHookHandler): void {
  const own = route.onSend === undefined ? [] : [route.onSend].flat();
  route.onSend = place === 'first' ? [hook, ...own] : [...own, hook];
}
