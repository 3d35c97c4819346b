import type { onSendHookHandler, RouteOptions } from 'fastify';

/** Adds a hook to those that a route has for its answers: before the text is made smaller, or behind all that know it. */
export function addOnSend(route: RouteOptions, place: 'first' | 'last', hook: onSendHookHandler): void {
  const own = route.onSend === undefined ? [] : [route.onSend].flat();
  route.onSend = place === 'first' ? [hook, ...own] : [...own, hook];
}
